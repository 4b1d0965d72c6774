// Parts of a tile that say where a badge may lie: the page's own controls, and the shape that the tile is cut to.
import type { PixelBox } from '../../engine/types.ts';
import { layoutParent } from './flat-tree.ts';

/** What people click on. */
export const CONTROLS =
  'button, a[href], input, select, textarea, summary, [onclick], [role="button"], [role="slider"], [role="switch"], [role="menuitem"], [tabindex]:not([tabindex="-1"])';
/** What is larger is the tile itself, or something as large, made clickable. */
const MOST_OF_TILE = 0.5;

/** Where people click, also while it shows only under the pointer. @param around the tile, as far out as it is known to reach */
export function controlsOf(around: Element, tile: Element): PixelBox[] {
  const { width, height } = tile.getBoundingClientRect();
  const most = width * height * MOST_OF_TILE;
  return [...around.querySelectorAll(CONTROLS)]
    .filter((control) => !control.contains(tile) && control.checkVisibility({ visibilityProperty: true }))
    .map((control) => control.getBoundingClientRect())
    .filter((box) => box.width * box.height < most);
}

export interface Shape {
  box: PixelBox;
  /** Top left, top right, bottom right, bottom left: how far each reaches across and down, pixels. */
  radii: { width: number; height: number }[];
}

/** The rounded boxes that a tile is cut to: its own, and those around it. */
export function shapesOf(tile: Element, around: Element): Shape[] {
  const shapes: Shape[] = [];
  for (let up: Element | null = tile; up; up = layoutParent(up)) {
    const style = getComputedStyle(up);
    const cuts = up === tile || style.overflowX !== 'visible' || style.overflowY !== 'visible';
    if (cuts && style.borderRadius !== '0px') shapes.push(rounded(up, style));
    if (up === around) break;
  }
  return shapes;
}

function rounded(element: Element, style: CSSStyleDeclaration): Shape {
  const { x, y, width, height } = element.getBoundingClientRect();
  const { offsetWidth = width, offsetHeight = height } = element as HTMLElement;
  const [scaleX, scaleY] = [width / (offsetWidth || 1), height / (offsetHeight || 1)];
  const length = (value: string, whole: number) =>
    (Number.parseFloat(value) || 0) * (value.endsWith('%') ? whole / 100 : 1);
  const radii = [
    style.borderTopLeftRadius,
    style.borderTopRightRadius,
    style.borderBottomRightRadius,
    style.borderBottomLeftRadius,
  ].map((radius) => {
    const [across = '0', down = across] = radius.split(' ');
    return { width: length(across, offsetWidth) * scaleX, height: length(down, offsetHeight) * scaleY };
  });
  // Radii that would overlap are made smaller together, as the browser does.
  const [a, b, c, d] = radii as [Shape['radii'][0], Shape['radii'][0], Shape['radii'][0], Shape['radii'][0]];
  const fit = Math.min(
    1,
    width / (a.width + b.width || 1),
    width / (d.width + c.width || 1),
    height / (a.height + d.height || 1),
    height / (b.height + c.height || 1),
  );
  return { box: { x, y, width, height }, radii: radii.map((r) => ({ width: r.width * fit, height: r.height * fit })) };
}
