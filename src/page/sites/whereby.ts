// Whereby, as far as what is known allows.
import { known } from './known.ts';
import { firstName, labelText } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { marksShare, saysShare, wordsOf } from './share.ts';
import { videoOf } from './tiles.ts';

const FROM = 'component source of unclear origin; whereby-pip-extension, 2021';
const SELECTORS = {
  tile: { css: '.jstest-client-video, [data-clientid][data-testid^="WebRtc"]', from: FROM, expects: { whereby: 5 } },
  name: { css: '.jstest-displayname, [class*="nameBanner"]', from: FROM, expects: { whereby: 3 } },
  self: { css: '.jstest-local-client-video', from: FROM, expects: { whereby: 1 } },
} as const;

export const whereby = known({
  name: 'Whereby',
  hosts: ['*.whereby.com'],
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const label = within(tile, SELECTORS.name);
    const client = tile.dataset.clientid ?? '';
    const name = firstName(labelText(label), tile.title);
    const shareMark = saysShare(name) ?? marksShare(tile, 'tile');
    const isShare = shareMark !== null;
    const isOfShare = wordsOf(client).join('').includes('screenshare');
    return {
      element: tile,
      // Nobody knows whether somebody else's screen has an id of its own.
      siteId: isShare && client && !isOfShare ? `${client} share` : client,
      name,
      isMarkedSelf: within(tile, SELECTORS.self) !== null,
      isShare,
      shareMark,
      picture: () => videoOf(tile),
      keepClear: [label],
    } satisfies SeenTile;
  },
});
