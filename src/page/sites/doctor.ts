// What an adapter finds on a page, as text for people to paste into a report: no names, no pictures, no address beyond the host.
import { generic, genericTiles } from './generic.ts';
import { all, type Page, type Platform, type Tile } from './platform.ts';

/** Every page that there is: only these lines, whatever the call. */
export function describePage(platform: Platform, page: Page, version: string): string {
  const [document] = page;
  const view = document?.defaultView;
  const { inCall, tiles } = platform.find(page);
  const selectors = Object.entries({ ...platform.selectors, ...generic.selectors });
  const width = Math.max(...selectors.map(([name]) => name.length));
  return [
    `Roomtone ${version} on ${document?.location.host}, read as ${platform.name}`,
    `window ${view?.innerWidth}×${view?.innerHeight} at ${view?.devicePixelRatio}, ${documents(page)}, language ${document?.documentElement.lang || 'not said'}`,
    `in a call: ${inCall ? 'yes' : 'no'}`,
    '',
    'Selectors, how many elements each finds:',
    ...selectors.map(
      ([name, selector]) =>
        `  ${name.padEnd(width)}  ${String(all(page, selector).length).padStart(3)}  ${selector.css}`,
    ),
    '',
    `Tiles: ${tiles.length}`,
    ...tiles.map(describeTile),
    `By the reader of any page: ${genericTiles(page).length}`,
    `Videos on the page: ${all(page, { css: 'video' }).length}, canvases: ${canvases(page)}`,
  ].join('\n');
}

function describeTile(tile: Tile, i: number): string {
  const { left, top, width, height } = tile.element.getBoundingClientRect();
  const marks = [
    tile.name ? 'named' : 'no name',
    tile.self && (tile.self === 'marked' ? 'self' : 'perhaps self'),
    tile.isShare && 'share',
    `${tile.keepClear.length} kept clear`,
  ].filter(Boolean);
  const place = `${Math.round(width)}×${Math.round(height)} at ${Math.round(left)}, ${Math.round(top)}`;
  return `  ${i + 1}. ${place}; ${pictureOf(tile)}; ${marks.join(', ')}`;
}

function pictureOf({ source, isCameraOff, isUnreadable }: Tile): string {
  const part = source?.part();
  if (source && part)
    return `${source.image.isConnected ? 'video' : 'canvas'} ${Math.round(part.width)}×${Math.round(part.height)}`;
  if (isUnreadable || source?.hasFailed) return 'cannot be read';
  return isCameraOff ? 'camera off' : 'no picture yet';
}

function documents(page: Page): string {
  return page.length === 1 ? 'one document' : `${page.length} documents`;
}

/** Those in open shadow roots are not found by selectors. */
function canvases(page: Page): number {
  const roots = page.flatMap((document) => [
    document,
    ...[...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? []),
  ]);
  return roots.reduce((sum, root) => sum + root.querySelectorAll('canvas').length, 0);
}
