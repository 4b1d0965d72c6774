// Where a part of a video's picture stands on the page: its fit, position, padding and border, and every transform around it.
import type { PixelBox } from '../../engine/types.ts';
import { layoutAncestors } from './flat-tree.ts';

interface Size {
  width: number;
  height: number;
}

interface Point {
  x: number;
  y: number;
}

/** The linear part of a transform: x' = a·x + c·y, y' = b·x + d·y. */
export interface Linear {
  a: number;
  b: number;
  c: number;
  d: number;
}

export const UPRIGHT: Linear = { a: 1, b: 0, c: 0, d: 1 };

/**
 * Where a box of a picture is drawn.
 * @param size of the picture @param rect the element's border box on the page @param content its content box, in its own pixels from its middle
 * @param local its border box before any transform @param fit object-fit @param position object-position as computed @param turn all transforms
 * @returns the box around it, in the page's pixels
 */
export function boxOnPage(
  box: PixelBox,
  size: Size,
  layout: { rect: PixelBox; local: Size; content: PixelBox; fit: string; position: string; turn: Linear },
): PixelBox {
  const { rect, local, content, fit, position, turn } = layout;
  const drawn = drawnBox(size, content, fit, position);
  const [kx, ky] = [drawn.width / size.width, drawn.height / size.height];
  // A transform maps the middle of a box to the middle of the box around its image; zoom is told by how large that is.
  const spread = Math.abs(turn.a) * local.width + Math.abs(turn.c) * local.height;
  const zoom = spread > 0 ? rect.width / spread : 1;
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  const corners = [0, 1].flatMap((i) =>
    [0, 1].map((j): Point => {
      const x = drawn.x + (box.x + i * box.width) * kx;
      const y = drawn.y + (box.y + j * box.height) * ky;
      return { x: middle.x + zoom * (turn.a * x + turn.c * y), y: middle.y + zoom * (turn.b * x + turn.d * y) };
    }),
  );
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Where the whole picture is drawn within its content box; parts of it may lie outside. */
function drawnBox(size: Size, content: PixelBox, fit: string, position: string): PixelBox {
  const [sx, sy] = [content.width / size.width, content.height / size.height];
  const contain = Math.min(sx, sy);
  const scales: Record<string, [number, number]> = {
    fill: [sx, sy],
    cover: [Math.max(sx, sy), Math.max(sx, sy)],
    none: [1, 1],
    'scale-down': [Math.min(1, contain), Math.min(1, contain)],
  };
  const [kx, ky] = scales[fit] ?? [contain, contain];
  const [width, height] = [size.width * kx, size.height * ky];
  const [across = '50%', down = '50%'] = position.match(/calc\([^)]*\)|\S+/g) ?? [];
  return {
    x: content.x + offset(across, content.width - width),
    y: content.y + offset(down, content.height - height),
    width,
    height,
  };
}

/** A position such as "20%", "8px" or "calc(100% - 8px)" of this much free room, pixels. */
function offset(position: string, room: number): number {
  return [...position.matchAll(/([-+]?)\s*([-\d.]+)(%|px)/g)].reduce(
    (sum, [, sign, value, unit]) => sum + (sign === '-' ? -1 : 1) * Number(value) * (unit === '%' ? room / 100 : 1),
    0,
  );
}

/** Works out transforms; ancestors that elements share are asked once. Good for one layout of the page. */
export class Transforms {
  private readonly known = new Map<Element, Linear>();

  /** All transforms of an element and of what it lies in. Depth is left out. */
  of(element: Element): Linear {
    const chain: Element[] = [];
    let outer = UPRIGHT;
    for (const up of layoutAncestors(element)) {
      const known = this.known.get(up);
      if (known) {
        outer = known;
        break;
      }
      chain.push(up);
    }
    for (const one of chain.reverse()) {
      outer = times(outer, ownTransform(one));
      this.known.set(one, outer);
    }
    return outer;
  }
}

function ownTransform(element: Element): Linear {
  const { transform, rotate, scale } = getComputedStyle(element);
  if (transform === 'none' && rotate === 'none' && scale === 'none') return UPRIGHT;
  return new DOMMatrix(`${rotation(rotate)} ${scaling(scale)} ${transform === 'none' ? '' : transform}`.trim());
}

/** The property's value as a function; an axis of its own makes it a turn in depth. */
function rotation(rotate: string): string {
  return /^[-\d.e]+\w+$/.test(rotate) ? `rotate(${rotate})` : '';
}

function scaling(scale: string): string {
  const [x, y = x] = scale.split(' ');
  return scale === 'none' ? '' : `scale(${x}, ${y})`;
}

const times = (m: Linear, n: Linear): Linear => ({
  a: m.a * n.a + m.c * n.b,
  b: m.b * n.a + m.d * n.b,
  c: m.a * n.c + m.c * n.d,
  d: m.b * n.c + m.d * n.d,
});

/** Where a box of the picture stands that a video or canvas shows. @param size of the picture, its own pixels */
export function pictureOnPage(
  box: PixelBox,
  element: HTMLElement,
  size: Size,
  transforms = new Transforms(),
): PixelBox {
  const style = getComputedStyle(element);
  const px = (value: string) => Number.parseFloat(value) || 0;
  const local = { width: element.offsetWidth, height: element.offsetHeight };
  const left = px(style.borderLeftWidth) + px(style.paddingLeft);
  const top = px(style.borderTopWidth) + px(style.paddingTop);
  const content = {
    x: left - local.width / 2,
    y: top - local.height / 2,
    width: local.width - left - px(style.borderRightWidth) - px(style.paddingRight),
    height: local.height - top - px(style.borderBottomWidth) - px(style.paddingBottom),
  };
  return boxOnPage(box, size, {
    rect: element.getBoundingClientRect(),
    local,
    content,
    fit: style.objectFit,
    position: style.objectPosition,
    turn: transforms.of(element),
  });
}
