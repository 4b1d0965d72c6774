// Jitsi Meet, on its own servers and on anybody's.

import { streamOf } from '../capture/source.ts';
import { isHost, known } from './known.ts';
import { all, cleanName, isShown, type Page, type Tile, tileOf, videoOf } from './platform.ts';

const FROM = 'jitsi-meet, Thumbnail.tsx at 3062a6b2';
const SELECTORS = {
  remote: { css: '.videocontainer[id^="participant_"]', from: FROM },
  local: { css: '#localVideoContainer', from: FROM },
  large: { css: '#largeVideo', from: FROM },
  localName: { css: '#localDisplayName', from: 'jitsi-meet, ThumbnailBottomIndicators.tsx at 12bd6a1d' },
} as const;

/** Whoever shares a screen has a second, virtual participant. */
const SHARE = /-v\d+$|_screenshare$/;
const STAGE = /_stage$/;

export const jitsi = known({
  name: 'Jitsi Meet',
  matches: (url) => isHost(url, 'meet.jit.si', '8x8.vc', '*.8x8.vc'),
  selectors: SELECTORS,
  isCall: () => true,
  tiles: (page) => {
    const tiles = [...all(page, SELECTORS.remote).map(remoteTile), ...all(page, SELECTORS.local).map(localTile)];
    return [...tiles.filter(({ element }) => isShown(element)), ...large(page, tiles)];
  },
});

/** Is this page a Jitsi of whatever host? */
export function isJitsi(document: Document): boolean {
  return ['local', 'large'].every((part) => document.querySelector(SELECTORS[part as 'local' | 'large'].css));
}

function remoteTile(element: HTMLElement): Tile {
  const own = element.id.replace(/^participant_/, '');
  const label = element.ownerDocument.getElementById(`${element.id.replace(STAGE, '')}_name`);
  return tileOf(element, videoOf(element), [label], {
    id: own.replace(STAGE, ''),
    name: cleanName(label?.textContent),
    isSelf: false,
    isShare: SHARE.test(own),
  });
}

function localTile(element: HTMLElement): Tile {
  const label = element.ownerDocument.querySelector(SELECTORS.localName.css);
  return tileOf(element, videoOf(element), [label], {
    id: 'local',
    name: cleanName(label?.textContent),
    isSelf: true,
    isShare: false,
  });
}

/** The big picture is one of the small ones' over again, and the better place for a badge. */
function large(page: Page, tiles: Tile[]): Tile[] {
  return all(page, SELECTORS.large).flatMap((video) => {
    const source = videoOf(video);
    const same = tiles.find((one) => source && trackOf(one.source?.image) === trackOf(source.image));
    return same && source && isShown(video) ? [{ ...same, element: video, source, keepClear: [] }] : [];
  });
}

function trackOf(video: HTMLVideoElement | undefined): string | undefined {
  return streamOf(video)?.getVideoTracks()[0]?.id;
}
