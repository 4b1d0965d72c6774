// Webex: its call lies in a frame of its own origin. Little is known of its page, so the reader of any page stands close behind.
import { isHost, known } from './known.ts';
import { all, cleanName, isOwnName, isShown, type Named, tileOf, videoOf, withIds, within } from './platform.ts';

const FROM = 'AWS Live Meeting Assistant, undated';
const SELECTORS = {
  tile: { css: '.participants-video-tile', from: FROM },
  name: { css: '[data-test="participant-name"], [class*="full-name"]', from: FROM },
  halo: { css: '.active-speaker-halo', from: FROM },
} as const;

/** Nothing is known of how Webex marks a shared screen; whatever says so is believed. */
const SHARE = '[class*="share" i], [data-test*="share" i], [aria-label*="share" i]';

export const webex = known({
  name: 'Webex',
  matches: (url) => isHost(url, '*.webex.com'),
  selectors: SELECTORS,
  isCall: () => true,
  tiles: (page) => withIds(all(page, SELECTORS.tile).filter(isShown).map(readTile)),
});

function readTile(element: HTMLElement): Named {
  const label = within(element, SELECTORS.name);
  const text = label?.textContent ?? element.getAttribute('aria-label') ?? '';
  const isShare = element.closest(SHARE) !== null || element.querySelector(SHARE) !== null;
  return tileOf(element, videoOf(element), [label], { name: cleanName(text), isSelf: isOwnName(text), isShare });
}
