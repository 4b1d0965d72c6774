// Microsoft Teams on the web, at home, at work and in its new address.
import { isHost, known } from './known.ts';
import { all, cleanName, has, isShown, type Named, tileOf, videoOf, withIds, within } from './platform.ts';

const SELECTORS = {
  tile: {
    css: '[data-cid="calling-participant-stream"], [data-stream-type][data-tid], [data-tid="menur1j"]',
    from: 'live notes, 2026-09-18 and 2026-09-28',
  },
  stage: { css: '[data-tid="stage-layout"] [role="menuitem"]', from: 'live notes, 2026-09' },
  self: { css: '[data-tid="myself-video"]', from: 'live notes, 2026-09' },
  share: { css: '[data-stream-type="ScreenSharing"]', from: 'live notes, 2026-09' },
  name: { css: '[data-tid="participant-info-nametag"]', from: 'live notes, 2026-09' },
  leave: { css: '#hangup-button, [data-tid="hangup-main-btn"]', from: 'live notes, 2026-09' },
  ended: { css: '#calling-retry-screen-title, [data-tid="calling-e2ee-end-screen"]', from: 'live notes, 2026-09' },
} as const;

/** "(External)", "(Unverified)" and their like in any language. */
const BADGE = /\s*\([^()]*\)\s*$/;
/** Tokens of the page's own, such as "stage-layout"; people's names have capitals, spaces or other letters. */
const STRUCTURAL = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const teams = known({
  name: 'Microsoft Teams',
  matches: (url) => isHost(url, 'teams.microsoft.com', 'teams.live.com', 'teams.cloud.microsoft'),
  selectors: SELECTORS,
  isCall: (page) => has(page, SELECTORS.leave) && !has(page, SELECTORS.ended),
  isOver: (page) => has(page, SELECTORS.ended),
  tiles: (page) => {
    const tiles = all(page, SELECTORS.tile);
    const elements = [...(tiles.length > 0 ? tiles : all(page, SELECTORS.stage)), ...all(page, SELECTORS.self)];
    // Tiles of people who have left stay behind without a size, with the old names, until somebody else gets them.
    const shown = [...new Set(elements)].filter(isShown);
    const whole = shown.filter((element) => !shown.some((other) => other !== element && other.contains(element)));
    return withIds(whole.map(readTile));
  },
});

function readTile(element: HTMLElement): Named {
  const isSelf = within(element, SELECTORS.self) !== null;
  const isShare = element.matches(SELECTORS.share.css);
  const tag = within(element, SELECTORS.name);
  return tileOf(element, videoOf(element), [tag], {
    name: cleanName(tag?.textContent?.replace(BADGE, '')) || (isSelf ? '' : nameFromAttributes(element)),
    isSelf,
    isShare,
  });
}

/** On some tenants data-tid holds an address, which is nobody's business: such a tile goes by its label. */
function nameFromAttributes({ dataset, ariaLabel }: HTMLElement): string {
  const id = dataset.tid ?? '';
  if (id && !id.includes('@') && !STRUCTURAL.test(id)) return cleanName(id);
  return cleanName((ariaLabel ?? '').split(',')[0]?.replace(BADGE, ''));
}
