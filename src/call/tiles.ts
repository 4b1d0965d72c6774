// What a page shows of its tiles, as plain data: what a site's adapter sees, and nothing that it concludes.

export interface ObservedTile {
  /** The tile's element, as a number that stays the same while the page keeps the element; unique within one sweep. */
  elementId: number;
  /** The site's own id of this participant, or of this shared screen, in this call; null where the site has none. Sites reuse and change them. */
  siteId: string | null;
  /** `MediaStreamTrack.id` of the picture; null without a stream. Sites hand tracks from one participant to another. */
  track: string | null;
  /** The label as the page writes it, hidden or not, trimmed; '' while the page does not tell. */
  name: string;
  /**
   * `marked`: the site marks this tile as one's own by something that no other participant can bring about. `hinted`: the name carries a mark
   * such as "(you)", or this is the only mirrored video; anybody's may.
   */
  self: 'marked' | 'hinted' | null;
  isShare: boolean;
  /** Is it taken for a share without a mark of one? Then it is none any more as soon as the page says so. */
  isShareForNow?: boolean;
  isCameraOff: boolean;
}
