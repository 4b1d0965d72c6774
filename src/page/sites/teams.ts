// Microsoft Teams on the web, at home, at work and in its new address.
import { known } from './known.ts';
import { firstName, hasOwnMark, labelText } from './names.ts';
import { all, has, isShown, type SeenTile, within } from './platform.ts';
import { videoOf } from './tiles.ts';

const SELECTORS = {
  tile: {
    css: '[data-cid="calling-participant-stream"], [data-stream-type][data-tid], [data-tid="menur1j"]',
    from: 'live notes, 2026-09-18 and 2026-09-28',
    expects: { teams: 5 },
  },
  stage: {
    css: '[data-tid="stage-layout"] [role="menuitem"]',
    from: 'live notes, 2026-09',
    expects: { teams: 5, 'teams-stage': 2 },
  },
  self: { css: '[data-tid="myself-video"]', from: 'live notes, 2026-09', expects: { teams: 1, 'teams-stage': 1 } },
  share: { css: '[data-stream-type="ScreenSharing"]', from: 'live notes, 2026-09', expects: { teams: 1 } },
  name: {
    css: '[data-tid="participant-info-nametag"]',
    from: 'live notes, 2026-09',
    expects: { teams: 4, 'teams-stage': 1 },
  },
  leave: {
    css: '#hangup-button, [data-tid="hangup-main-btn"]',
    from: 'live notes, 2026-09',
    expects: { teams: 1, 'teams-stage': 1 },
  },
  ended: {
    css: '#calling-retry-screen-title, [data-tid="calling-e2ee-end-screen"]',
    from: 'live notes, 2026-09',
    expects: { 'teams-left': 1 },
  },
} as const;

/** "(External)", "(Unverified)" and their like in any language. */
const BADGE = /\s*\([^()]*\)\s*$/;
/** Tokens of the page's own, such as "stage-layout"; people's names have capitals, spaces or other letters. */
const STRUCTURAL = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const teams = known({
  name: 'Microsoft Teams',
  hosts: ['teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft'],
  selectors: SELECTORS,
  isCall: (page) => has(page, SELECTORS.leave) && !has(page, SELECTORS.ended),
  isOver: (page) => has(page, SELECTORS.ended),
  tiles: (page) => {
    const tiles = all(page, SELECTORS.tile);
    const elements = [...(tiles.length > 0 ? tiles : all(page, SELECTORS.stage)), ...all(page, SELECTORS.self)];
    // Tiles of people who have left stay behind without a size, with the old names, until somebody else gets them.
    const shown = [...new Set(elements)].filter(isShown);
    return shown.filter((element) => !shown.some((other) => other !== element && other.contains(element)));
  },
  read: (tile) => {
    const isMarkedSelf = within(tile, SELECTORS.self) !== null;
    const tag = within(tile, SELECTORS.name);
    return {
      element: tile,
      // The same streams are handed from one person to another, and the page has no id of a person.
      siteId: null,
      name: firstName(withoutBadge(labelText(tag)), isMarkedSelf ? '' : nameInAttributes(tile)),
      isMarkedSelf,
      isShare: tile.matches(SELECTORS.share.css),
      picture: () => videoOf(tile),
      keepClear: [tag],
    } satisfies SeenTile;
  },
});

/** "Wei (You)" is no badge but a name, which says that it may be one's own. */
function withoutBadge(text: string): string {
  return hasOwnMark(text) ? text : text.replace(BADGE, '');
}

/** On some tenants data-tid holds an address, which is nobody's business: such a tile goes by its label. */
function nameInAttributes({ dataset, ariaLabel }: HTMLElement): string {
  const id = dataset.tid ?? '';
  if (id && !id.includes('@') && !STRUCTURAL.test(id)) return id;
  return withoutBadge((ariaLabel ?? '').split(',')[0] ?? '');
}
