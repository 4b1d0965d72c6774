// A site's own adapter, with the reader of any page behind it for the day on which its selectors have rotted.
import { streamTiles } from './generic.ts';
import { attempt, type Page, type Platform, type SeenTile, type Selector } from './platform.ts';
import { readEach, tilesOf } from './tiles.ts';

export interface Known {
  name: string;
  /** "meet.google.com"; "*.zoom.us" for that host and all below it. */
  hosts: readonly string[];
  opensBlankWindows?: boolean;
  selectors: Readonly<Record<string, Selector>>;
  /** By the site's own marks: past the lobby and not yet over. A site without any is in a call as soon as it has a tile. */
  isCall?(page: Page): boolean;
  /** Past its end. */
  isOver?(page: Page): boolean;
  /** In any order; somebody may be among them twice. */
  tiles(page: Page): HTMLElement[];
  read(tile: HTMLElement): SeenTile;
}

/** A lobby shows oneself; who sees somebody else is in a call. */
const CALL_OF_ANY_PAGE = 2;

export function known({ isCall = () => true, isOver = () => false, tiles, read, ...about }: Known): Platform {
  return {
    ...about,
    opensBlankWindows: about.opensBlankWindows ?? false,
    matches: (url) => url.protocol === 'https:' && about.hosts.some((host) => isHost(url, host)),
    find: (page) => {
      const own = attempt(() => tilesOf(page, readEach(tiles(page), read)), []);
      if (own.length > 0) return { inCall: attempt(() => isCall(page), false), tiles: own };
      const streams = attempt(() => (isOver(page) ? [] : streamTiles(page)), []);
      const isCallOfAnyPage = streams.filter(({ isCameraOff }) => !isCameraOff).length >= CALL_OF_ANY_PAGE;
      return isCallOfAnyPage ? { inCall: true, tiles: streams } : { inCall: false, tiles: [] };
    },
  };
}

function isHost({ hostname }: URL, host: string): boolean {
  return host.startsWith('*.') ? `.${hostname}`.endsWith(host.slice(1)) : hostname === host;
}
