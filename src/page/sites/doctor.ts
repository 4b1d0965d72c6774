// What an adapter finds on a page, as text for people to paste into a report: no names, no pictures, no address beyond the host.
import { isVisible } from '../capture/source.ts';
import { generic, genericTiles, leftOut } from './generic.ts';
import { all, attempt, type Page, type Platform, type Tile } from './platform.ts';
import { rootsIn } from './roots.ts';

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
    `frames: ${frames(page)}; shadow roots: ${shadowRoots(page)}`,
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
    `Videos on the page: ${all(page, { css: 'video' }).length}, canvases: ${all(page, { css: 'canvas' }).length}`,
    ...faults(page),
  ].join('\n');
}

function describeTile(tile: Tile, i: number): string {
  const { left, top, width, height } = tile.element.getBoundingClientRect();
  const marks = [
    tile.name ? 'named' : 'no name',
    tile.self && (tile.self === 'marked' ? 'self' : 'perhaps self'),
    isLabelHidden(tile) && 'label hidden',
    tile.isShare && shareOf(tile),
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

/** The words of a mark are ours, not the page's. */
function shareOf({ shareMark }: Tile): string {
  return shareMark ? `share, ${shareMark.isSure ? 'sure' : 'guessed'} by ${shareMark.by}` : 'share';
}

function isLabelHidden({ name, keepClear: [label] }: Tile): boolean {
  return name !== '' && label !== undefined && (!isVisible(label) || label.closest('[aria-hidden="true"]') !== null);
}

function frames(page: Page): string {
  const found = all(page, { css: 'iframe' }) as HTMLIFrameElement[];
  const own = found.filter((frame) => attempt(() => frame.contentDocument, null) !== null).length;
  return `${own} of this origin, ${found.length - own} of others`;
}

function shadowRoots(page: Page): string {
  const roots = page.flatMap((document) => rootsIn(document).slice(1)) as ShadowRoot[];
  const closed = roots.filter(({ mode }) => mode === 'closed').length;
  return `${roots.length - closed} open, ${closed} closed`;
}

/** What the reader of any page leaves out, and why. */
function faults(page: Page): string[] {
  const counts = new Map<string, number>();
  for (const { media, fault } of leftOut(page)) {
    const line = `${media.tagName.toLowerCase()}, ${fault}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `  left out: ${count} × ${line}`);
}
