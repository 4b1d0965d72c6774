// Webex: its call lies in a frame of its own origin. Little is known of its page, so the reader of any page stands close behind.
import { known } from './known.ts';
import { firstName } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { videoOf } from './tiles.ts';

const FROM = 'AWS Live Meeting Assistant, undated';
const SELECTORS = {
  tile: { css: '.participants-video-tile', from: FROM, expects: { webex: 4, 'webex-frame': 4 } },
  name: {
    css: '[data-test="participant-name"], [class*="full-name"]',
    from: FROM,
    expects: { webex: 3, 'webex-frame': 3 },
  },
  halo: { css: '.active-speaker-halo', from: FROM, expects: { webex: 1, 'webex-frame': 1 } },
} as const;

/** Nothing is known of how Webex marks a shared screen; whatever says so is believed. */
const SHARE = '[class*="share" i], [data-test*="share" i], [aria-label*="share" i]';

export const webex = known({
  name: 'Webex',
  hosts: ['*.webex.com'],
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const label = within(tile, SELECTORS.name);
    return {
      element: tile,
      siteId: null,
      name: firstName(label?.textContent, tile.getAttribute('aria-label')),
      isMarkedSelf: false,
      isShare: tile.closest(SHARE) !== null || tile.querySelector(SHARE) !== null,
      picture: () => videoOf(tile),
      keepClear: [label],
    } satisfies SeenTile;
  },
});
