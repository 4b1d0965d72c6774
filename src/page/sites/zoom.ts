// Zoom's web client: one canvas paints many tiles, and only one's own picture is a video.

import { canvasSource, type Source } from '../capture/source.ts';
import { isHost, known } from './known.ts';
import {
  all,
  cleanName,
  has,
  isOwnName,
  isShown,
  type Named,
  type Page,
  type Tile,
  tileOf,
  videoOf,
  withIds,
  within,
} from './platform.ts';

const SELECTORS = {
  /** Gallery, speaker, strip, suspension and multi-speaker views share the ending; which of them there are varies by account. */
  tile: { css: '[class*="__video-frame"]', from: 'notes of 2026-07 and 2026-10-07' },
  player: { css: 'video-player:not([media-type="share"]):not([media-type="preview"])', from: 'live notes, 2026-10-07' },
  /** Its open shadow root holds the canvas. */
  container: { css: 'video-player-container', from: 'live notes, 2026-10-07; @zoom/videosdk 2.5.0' },
  name: { css: '.video-avatar__avatar-footer span', from: 'live notes, 2026' },
  nameInPlaceOfPicture: { css: '.video-avatar__avatar-name', from: 'live notes, 2026' },
  photo: { css: '.video-avatar__avatar-img[alt]', from: 'live notes, 2026' },
  footer: { css: '.video-avatar__avatar-footer', from: 'live notes, 2026' },
  share: {
    css: 'video-player[media-type="share"], .sharee-container__canvas, [class*="sharer-"] video',
    from: 'live notes, 2026; @zoom/videosdk 2.5.0',
  },
  leave: { css: '.footer__leave-btn-container, button[aria-label="Leave"]', from: 'live notes, 2026' },
} as const;

/** "gallery-video-container__video-frame" and "…__video-frame--active", but not what lies inside one. */
const FRAME = /__video-frame(--active)?$/;

export const zoom = known({
  name: 'Zoom',
  matches: (url) => isHost(url, 'zoom.us', '*.zoom.us', '*.zoom.com', '*.zoomgov.com'),
  selectors: SELECTORS,
  isCall: (page) => has(page, SELECTORS.leave),
  tiles: (page) => [...withIds(frames(page).map(readTile)), ...shares(page)],
});

function frames(page: Page): HTMLElement[] {
  return all(page, SELECTORS.tile).filter(
    (element) => [...element.classList].some((name) => FRAME.test(name)) && isShown(element),
  );
}

function readTile(element: HTMLElement): Named {
  const label = within(element, SELECTORS.name);
  const text =
    label?.textContent ??
    within(element, SELECTORS.nameInPlaceOfPicture)?.textContent ??
    within(element, SELECTORS.photo)?.getAttribute('alt') ??
    '';
  const player = within(element, SELECTORS.player);
  const source = player && pictureOf(player, element);
  const node = Number(player?.getAttribute('node-id'));
  return tileOf(element, source, [within(element, SELECTORS.footer)], {
    // The speaker stands once more in the strip.
    group: [...element.classList].find((name) => FRAME.test(name))?.replace(FRAME, '') ?? '',
    // The last ten bits tell a person's streams apart.
    key: node > 0 ? String(Math.floor(node / 1024)) : '',
    name: cleanName(text),
    isSelf: isOwnName(text),
    isShare: false,
  });
}

function pictureOf(player: HTMLElement, frame: HTMLElement): Source | null {
  const video = videoOf(player);
  if (video) return video;
  const canvas = player.closest(SELECTORS.container.css)?.shadowRoot?.querySelector('canvas');
  return canvas ? canvasSource(canvas, isShown(player) ? player : frame) : null;
}

function shares(page: Page): Tile[] {
  return all(page, SELECTORS.share)
    .filter(isShown)
    .map((element, i) => ({
      id: `share ${i + 1}`,
      element,
      source: null,
      name: '',
      isSelf: false,
      isShare: true,
      isCameraOff: false,
      keepClear: [],
    }));
}
