// Where tiles stand: the arrangement of 16:9 boxes that fills a stage best.
import type { Arrangement } from './call.ts';

export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP = 12;
const RATIO = 16 / 9;

/** One place for each tile; null for tiles that this arrangement does not show. */
export function arrange(
  arrangement: Arrangement,
  stage: { width: number; height: number },
  tiles: { isShare: boolean }[],
): (Place | null)[] {
  const share = tiles.findIndex((t) => t.isShare);
  const main = Math.max(share, 0);
  if (arrangement === 'spotlight')
    return tiles.map((_, i) => (i === main ? inside({ left: 0, top: 0, ...stage }) : null));
  if ((arrangement === 'sidebar' || share >= 0) && tiles.length > 1) {
    const side = Math.round(Math.max(180, stage.width * 0.24));
    const big = inside({ left: 0, top: 0, width: stage.width - side - GAP, height: stage.height });
    const rest = tile({ width: side, height: stage.height }, tiles.length - 1);
    return tiles.map((_, i) => {
      if (i === main) return big;
      const place = rest[i < main ? i : i - 1];
      return place ? { ...place, left: place.left + stage.width - side } : null;
    });
  }
  return tile(stage, tiles.length);
}

function tile(stage: { width: number; height: number }, count: number): Place[] {
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
    };
  });
}

function inside(box: Place): Place {
  const width = Math.floor(Math.min(box.width, box.height * RATIO));
  const height = Math.floor(width / RATIO);
  return {
    left: Math.round(box.left + (box.width - width) / 2),
    top: Math.round(box.top + (box.height - height) / 2),
    width,
    height,
  };
}
