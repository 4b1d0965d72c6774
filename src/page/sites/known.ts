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
  /** In any order; somebody may be among them twice. */
  tiles(page: Page): Tile[];
}

/** A lobby shows oneself; who sees somebody else is in a call. */
const CALL_OF_ANY_PAGE = 2;

export function known({ name, matches, selectors, isCall, isOver = () => false, tiles }: Known): Platform {
  const others = (page: Page) => {
    const streams = isOver(page) ? [] : streamTiles(page);
    return streams.length >= CALL_OF_ANY_PAGE ? streams : [];
  };
  return {
    name,
    matches,
    selectors: { ...selectors, ...generic.selectors },
    find: (page) => {
      const own = tiles(page);
      if (own.length > 0) return { inCall: isCall(page), tiles: asSeen(onePerPerson(own)) };
      const streams = others(page);
      return { inCall: streams.length > 0, tiles: streams };
    },
  };
}

/** Is a host one of these, or below one that begins with "*."? */
export function isHost(url: URL, ...hosts: string[]): boolean {
  return hosts.some((host) =>
    host.startsWith('*.') ? `.${url.hostname}`.endsWith(host.slice(1)) : url.hostname === host,
  );
}
