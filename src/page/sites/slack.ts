// Slack's huddles, as far as what is known allows. They lie in a window of their own, about:blank, that the page opens.
import { known } from './known.ts';
import { firstName } from './names.ts';
import { all, isShown, type SeenTile, within } from './platform.ts';
import { marksShare } from './share.ts';
import { videoOf } from './tiles.ts';

const SELECTORS = {
  tile: { css: '.p-huddle_peer_tile', from: 'public code, 2026-06-24 and 2026-08-25', expects: { slack: 5 } },
  profile: { css: 'button[aria-label]', from: 'public code, 2026-06-24', expects: { slack: 4 } },
  /** The page writes "self" where it has a session's id for everybody else. */
  self: { css: '[id^="huddle-grid-gridcell-self_"]', from: 'public code, 2026-08-25', expects: { slack: 1 } },
} as const;

const PROFILE = [/^View (.+)[’']s profile$/, /^Profil von (.+) anzeigen$/];

export const slack = known({
  name: 'Slack',
  hosts: ['app.slack.com'],
  opensBlankWindows: true,
  selectors: SELECTORS,
  tiles: (page) => all(page, SELECTORS.tile).filter(isShown),
  read: (tile) => {
    const user = /userId_(\w+)/.exec(tile.dataset.qa ?? '')?.[1] ?? tile.id;
    const label = within(tile, SELECTORS.profile)?.getAttribute('aria-label') ?? '';
    const shareMark = marksShare(tile, 'tile');
    const isShare = shareMark !== null;
    return {
      element: tile,
      siteId: isShare && user ? `${user} share` : user,
      name: firstName(...PROFILE.map((pattern) => pattern.exec(label)?.[1])),
      isMarkedSelf: within(tile, SELECTORS.self) !== null,
      isShare,
      shareMark,
      picture: () => videoOf(tile),
      keepClear: [],
    } satisfies SeenTile;
  },
});
