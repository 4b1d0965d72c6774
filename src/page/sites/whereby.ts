// Whereby, as far as what is known allows.
import { known } from './known.ts';
import { firstName } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { videoOf } from './tiles.ts';

const FROM = 'component source of unclear origin; whereby-pip-extension, 2021';
const SELECTORS = {
  tile: { css: '.jstest-client-video, [data-clientid][data-testid^="WebRtc"]', from: FROM, expects: { whereby: 5 } },
  name: { css: '.jstest-displayname, [class*="nameBanner"]', from: FROM, expects: { whereby: 3 } },
  self: { css: '.jstest-local-client-video', from: FROM, expects: { whereby: 1 } },
} as const;

const SHARE = /screen-?share/i;

export const whereby = known({
  name: 'Whereby',
  hosts: ['*.whereby.com'],
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const label = within(tile, SELECTORS.name);
    const client = tile.dataset.clientid ?? '';
    const name = firstName(label?.textContent, tile.title);
    const isShare = [client, name, tile.className].some((mark) => SHARE.test(mark));
    return {
      element: tile,
      // Nobody knows whether somebody else's screen has an id of its own.
      siteId: isShare && client && !SHARE.test(client) ? `${client} share` : client,
      name,
      isMarkedSelf: within(tile, SELECTORS.self) !== null,
      isShare,
      picture: () => videoOf(tile),
      keepClear: [label],
    } satisfies SeenTile;
  },
});
