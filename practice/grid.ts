// Where tiles stand: the arrangement of 16:9 boxes that fills a stage best.
import type { Arrangement } from './call.ts';

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Place extends Box {
  /** One of many alike, the big one, or one of the small ones beside it. */
  role: 'grid' | 'main' | 'side';
}

export interface Stage {
  width: number;
  height: number;
}

const GAP = 12;
const RATIO = 16 / 9;
/** A tile of a strip. */
const SMALL = { width: 192, height: 108 };

/** One place for each tile; null for tiles that this arrangement does not show. */
export function arrange(arrangement: Arrangement, stage: Stage, tiles: { isShare: boolean }[]): (Place | null)[] {
  const share = tiles.findIndex((t) => t.isShare);
  const main = mainOf(tiles);
  if (arrangement === 'spotlight')
    return tiles.map((_, i) => (i === main ? inside({ left: 0, top: 0, ...stage }) : null));
  if ((arrangement === 'sidebar' || share >= 0) && tiles.length > 1) {
    const side = Math.round(Math.max(180, stage.width * 0.24));
    const big = inside({ left: 0, top: 0, width: stage.width - side - GAP, height: stage.height });
    const rest = tile({ width: side, height: stage.height }, tiles.length - 1);
    return tiles.map((_, i) => {
      if (i === main) return big;
      const place = rest[i < main ? i : i - 1];
      return place ? { ...place, left: place.left + stage.width - side, role: 'side' } : null;
    });
  }
  return tile(stage, tiles.length);
}

/** Whose tile is the big one where one is: the screen's, or the first. */
export function mainOf(tiles: { isShare: boolean }[]): number {
  return Math.max(
    tiles.findIndex((t) => t.isShare),
    0,
  );
}

/** A strip of small tiles along an edge, as many as fit there, and the big one's place in what is left. */
export function strip(edge: 'top' | 'right', stage: Stage, count: number): { main: Place; small: (Place | null)[] } {
  const isRow = edge === 'top';
  const [length, step] = isRow ? [stage.width, SMALL.width + GAP] : [stage.height, SMALL.height + GAP];
  const fit = Math.min(count, Math.max(1, Math.floor((length + GAP) / step)));
  const first = Math.round((length - fit * step + GAP) / 2);
  const small = Array.from({ length: count }, (_, i): Place | null => {
    if (i >= fit) return null;
    const along = first + i * step;
    return { left: isRow ? along : stage.width - SMALL.width, top: isRow ? 0 : along, ...SMALL, role: 'side' };
  });
  const main = isRow
    ? { left: 0, top: SMALL.height + GAP, width: stage.width, height: stage.height - SMALL.height - GAP }
    : { left: 0, top: 0, width: stage.width - SMALL.width - GAP, height: stage.height };
  return { main: inside(main), small };
}

function tile(stage: Stage, count: number): Place[] {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const byWidth = (stage.width - GAP * (columns - 1)) / columns;
    const byHeight = ((stage.height - GAP * (rows - 1)) / rows) * RATIO;
    const width = Math.floor(Math.min(byWidth, byHeight));
    if (width > best.width) best = { columns, width };
  }
  const { columns, width } = best;
  const height = Math.floor(width / RATIO);
  const rows = Math.ceil(count / columns);
  const top = (stage.height - rows * height - GAP * (rows - 1)) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    // The last row may be shorter; it stands in the middle.
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (stage.width - inRow * width - GAP * (inRow - 1)) / 2;
    return {
      left: Math.round(left + (i % columns) * (width + GAP)),
      top: Math.round(top + row * (height + GAP)),
      width,
      height,
      role: 'grid',
    };
  });
}

function inside(box: Box): Place {
  const width = Math.floor(Math.min(box.width, box.height * RATIO));
  const height = Math.floor(width / RATIO);
  return {
    left: Math.round(box.left + (box.width - width) / 2),
    top: Math.round(box.top + (box.height - height) / 2),
    width,
    height,
    role: 'main',
  };
}
