// The call of drawn people on a page of the extension. It is no site: nothing else is ever read by this adapter.
import { all, type Platform, type SeenTile } from './platform.ts';
import { readEach, tilesOf, videoOf } from './tiles.ts';

const FROM = 'the page itself: ui/components/practice/PracticeView.tsx';
const SELECTORS = {
  tile: { css: '[data-practice-person]', from: FROM, expects: {} },
  name: { css: 'figcaption', from: FROM, expects: {} },
} as const;

/** @param title what the call is called, in the page's language */
export function practice(title: () => string): Platform {
  return {
    get name() {
      return title();
    },
    hosts: [],
    opensBlankWindows: false,
    matches: () => false,
    selectors: SELECTORS,
    find: (page) => {
      const tiles = tilesOf(page, readEach(all(page, SELECTORS.tile), read));
      return { inCall: tiles.length > 0, tiles };
    },
  };
}

function read(tile: HTMLElement): SeenTile {
  const { practicePerson = '', practiceSelf } = tile.dataset;
  return {
    element: tile,
    siteId: practicePerson,
    name: practicePerson,
    isMarkedSelf: practiceSelf !== undefined,
    isShare: false,
    picture: () => videoOf(tile),
    keepClear: [tile.querySelector(SELECTORS.name.css)],
  };
}
