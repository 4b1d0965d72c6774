// A site's own adapter, with the reader of any page behind it for the day on which its selectors have rotted.
import { generic, streamTiles } from './generic.ts';
import { asSeen, onePerPerson, type Page, type Platform, type Selector, type Tile } from './platform.ts';

export interface Known {
  name: string;
  matches(url: URL): boolean;
  selectors: Readonly<Record<string, Selector>>;
  /** By the site's own marks: past the lobby and not yet over. */
  isCall(page: Page): boolean;
  /** Past its end. */
  isOver?(page: Page): boolean;
  /** The site's tiles in any order; somebody may be among them twice. */
  find(page: Page): Tile[];
}

/** A lobby shows oneself; who sees somebody else is in a call. */
const CALL_OF_ANY_PAGE = 2;

export function known({ name, matches, selectors, isCall, isOver = () => false, find }: Known): Platform {
  const others = (page: Page) => {
    const tiles = isOver(page) ? [] : streamTiles(page);
    return tiles.length >= CALL_OF_ANY_PAGE ? tiles : [];
  };
  return {
    name,
    matches,
    selectors: { ...selectors, ...generic.selectors },
    inCall: (page) => (find(page).length > 0 ? isCall(page) : others(page).length > 0),
    tiles: (page) => {
      const own = find(page);
      return own.length > 0 ? asSeen(onePerPerson(own)) : others(page);
    },
  };
}

/** Is a host one of these, or below one that begins with "*."? */
export function isHost(url: URL, ...hosts: string[]): boolean {
  return hosts.some((host) =>
    host.startsWith('*.') ? `.${url.hostname}`.endsWith(host.slice(1)) : url.hostname === host,
  );
}
