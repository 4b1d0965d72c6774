// Zoom's web client: one canvas paints many tiles, and only one's own picture is a video.
import { canvasSource, type Source } from '../capture/source.ts';
import { known } from './known.ts';
import { firstName, hasOwnMark, labelText } from './names.ts';
import { all, has, isShown, type Page, type SeenTile, within } from './platform.ts';
import { videoOf } from './tiles.ts';

const SELECTORS = {
  /** Gallery, speaker, strip, suspension and multi-speaker views share the ending; which of them there are varies by account. */
  tile: {
    css: '[class*="__video-frame"]',
    from: 'notes of 2026-07 and 2026-10-07',
    expects: { zoom: 4, 'zoom-speaker': 5, 'zoom-videos': 2 },
  },
  player: {
    css: 'video-player:not([media-type="share"]):not([media-type="preview"])',
    from: 'live notes, 2026-10-07',
    expects: { zoom: 3, 'zoom-speaker': 2, 'zoom-videos': 2 },
  },
  /** Its open shadow root holds the canvas. */
  container: {
    css: 'video-player-container',
    from: 'live notes, 2026-10-07; @zoom/videosdk 2.5.0',
    expects: { zoom: 1, 'zoom-speaker': 1, 'zoom-videos': 1 },
  },
  name: {
    css: '.video-avatar__avatar-footer span',
    from: 'live notes, 2026',
    expects: { zoom: 4, 'zoom-speaker': 4, 'zoom-videos': 2 },
  },
  nameInPlaceOfPicture: {
    css: '.video-avatar__avatar-name',
    from: 'live notes, 2026',
    expects: { zoom: 1, 'zoom-speaker': 2 },
  },
  photo: { css: '.video-avatar__avatar-img[alt]', from: 'live notes, 2026', expects: { 'zoom-speaker': 1 } },
  footer: {
    css: '.video-avatar__avatar-footer',
    from: 'live notes, 2026',
    expects: { zoom: 4, 'zoom-speaker': 4, 'zoom-videos': 2 },
  },
  share: {
    css: 'video-player[media-type="share"], .sharee-container__canvas, [class*="sharer-"] video',
    from: 'live notes, 2026; @zoom/videosdk 2.5.0',
    expects: { zoom: 2 },
  },
  leave: {
    css: '.footer__leave-btn-container, button[aria-label="Leave"]',
    from: 'live notes, 2026',
    expects: { zoom: 1, 'zoom-speaker': 1, 'zoom-videos': 1 },
  },
} as const;

/** "gallery-video-container__video-frame" and "…__video-frame--active", but not what lies inside one. */
const FRAME = /__video-frame(--active)?$/;
/** The last ten bits of a node's id tell a person's streams apart. */
const STREAMS_A_PERSON = 1024;

export const zoom = known({
  name: 'Zoom',
  hosts: ['*.zoom.us', '*.zoom.com', '*.zoomgov.com'],
  selectors: SELECTORS,
  isCall: (page) => has(page, SELECTORS.leave),
  tiles: (page) => [...frames(page), ...shares(page)].filter(isShown),
  read: (element) => (element.matches(SELECTORS.share.css) ? readShare(element) : readFrame(element)),
});

function frames(page: Page): HTMLElement[] {
  return all(page, SELECTORS.tile).filter((element) => groupOf(element) !== undefined);
}

/** The view that a frame belongs to: the speaker stands once more in the strip. */
function groupOf({ classList }: Element): string | undefined {
  return [...classList].find((name) => FRAME.test(name))?.replace(FRAME, '');
}

function readFrame(frame: HTMLElement): SeenTile {
  const player = within(frame, SELECTORS.player);
  return {
    element: frame,
    siteId: personOf(player),
    name: nameOf(frame),
    isMarkedSelf: isProvenSelf(frame, player),
    isShare: false,
    picture: () => player && pictureOf(player, frame),
    keepClear: [within(frame, SELECTORS.footer)],
    group: groupOf(frame) ?? '',
  };
}

function nameOf(frame: HTMLElement): string {
  return firstName(
    ...[...frame.querySelectorAll(SELECTORS.name.css)].map(labelText),
    labelText(within(frame, SELECTORS.nameInPlaceOfPicture)),
    within(frame, SELECTORS.photo)?.getAttribute('alt'),
  );
}

function nodeOf(player: Element | null): number {
  return Number(player?.getAttribute('node-id')) || 0;
}

function personOf(player: Element | null): string | null {
  const person = Math.floor(nodeOf(player) / STREAMS_A_PERSON);
  return person > 0 ? String(person) : null;
}

/**
 * Zoom marks one's own tile by text alone, "(me)" or "(Host, me)", and anybody may be called so. What others cannot bring about is how this client
 * draws: everybody else on the canvas, oneself as a video. So a tile is one's own if its name carries the mark, it is the only one with a live
 * video, somebody else's is drawn on the canvas, and nobody else carries the mark. Where all are videos, where the user is alone or has no camera on,
 * or where two carry the mark, the text stays a hint.
 */
function isProvenSelf(frame: HTMLElement, player: HTMLElement | null): boolean {
  const me = personOf(player);
  if (me === null || !hasOwnMark(nameOf(frame))) return false;
  const page = [frame.ownerDocument];
  const players = all(page, SELECTORS.player);
  const onVideo = new Set(players.filter((one) => videoOf(one)).map(personOf));
  const onCanvas = players.filter((one) => !one.querySelector('video') && canvasOf(one)).map(personOf);
  const marked = frames(page).filter((one) => isShown(one) && hasOwnMark(nameOf(one)));
  return (
    onVideo.size === 1 &&
    onVideo.has(me) &&
    onCanvas.some((person) => person !== me) &&
    marked.every((one) => personOf(within(one, SELECTORS.player)) === me)
  );
}

function canvasOf(player: Element): HTMLCanvasElement | null {
  return player.closest(SELECTORS.container.css)?.shadowRoot?.querySelector('canvas') ?? null;
}

function pictureOf(player: HTMLElement, frame: HTMLElement): Source | null {
  const video = videoOf(player);
  if (video) return video;
  const canvas = canvasOf(player);
  return canvas && canvasSource(canvas, isShown(player) ? player : frame);
}

/** A shared screen's player lies within a box that is marked, too. */
function shares(page: Page): HTMLElement[] {
  const found = all(page, SELECTORS.share);
  return found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
}

function readShare(element: HTMLElement): SeenTile {
  const player = element.matches('[node-id]') ? element : element.querySelector('[node-id]');
  const node = nodeOf(player);
  return {
    element,
    siteId: node > 0 ? `share ${node}` : null,
    name: '',
    isMarkedSelf: false,
    isShare: true,
    picture: () => null,
    keepClear: [],
  };
}
