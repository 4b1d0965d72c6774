// Discord, as far as what is known allows.
import { known } from './known.ts';
import { cleanName } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { saysShare } from './share.ts';
import { videoOf } from './tiles.ts';

const FROM = 'component source, undated';
const SELECTORS = {
  tile: { css: '[data-selenium-video-tile]', from: FROM, expects: { discord: 5 } },
  name: { css: '[class*="focusTarget"][aria-label]', from: FROM, expects: { discord: 5 } },
} as const;

/** What a label says before its first comma where the tile shows a screen or a game. */
const STREAM = /(?<!\p{L})(?:stream|übertragung)(?!\p{L})|画面|ライブ配信/iu;

export const discord = known({
  name: 'Discord',
  hosts: ['discord.com'],
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const label = within(tile, SELECTORS.name)?.getAttribute('aria-label') ?? '';
    const comma = label.indexOf(',');
    const id = tile.dataset.seleniumVideoTile ?? '';
    const about = label.slice(0, Math.max(0, comma));
    const isShare = STREAM.test(about) || saysShare(about) !== null;
    return {
      element: tile,
      // A user's stream of a screen or game may carry the user's own id.
      siteId: isShare && id ? `${id} share` : id,
      name: cleanName(label.slice(comma + 1)),
      isMarkedSelf: false,
      isShare,
      picture: () => videoOf(tile),
      keepClear: [],
    } satisfies SeenTile;
  },
});
