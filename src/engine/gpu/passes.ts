// A GPU as a machine for numbers: a list of passes, each of which draws one sheet of texels out of others, all of it once a tick.

/**
 * Texels of four numbers, those of one image; images lie below each other. A sheet of four layers holds pictures two by two pixels a
 * texel: pixel (2x + i, 2y + j) lies at texel (x, y) of layer 2j + i. Blocks of four channels lie beside each other.
 */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly layers: 1 | 4;
}

/** Numbers that do not change, such as weights: a table of texels, row by row. */
export interface Table {
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** What one pass does. */
export interface Drawing {
  /**
   * GLSL: reads `texel`, a texel of y, of `image`; its place is `at` within its image; `columns` are the atlas' grid's; writes y0 … y3, or
   * y0 alone. Only what wgsl.ts can turn into WGSL.
   */
  body: string;
  /** GLSL before main(). */
  functions?: string;
  /** By their names in the body: sheets as sampler2DArray, tables and the atlas, null, as sampler2D. */
  reads: Record<string, Sheet | Table | null>;
  y: Sheet;
  /** Multiply-adds an image, where they are many. */
  work?: number;
}

export interface Passes {
  /** Adds a pass; the last one's sheet is what `run` gives. */
  add(drawing: Drawing): void;
  /** How many passes there are: `run` can begin at the next. */
  readonly length: number;
  /** Resolves once every program is there; they are made at the same time. @throws Error with the driver's words. */
  compiled(): Promise<void>;
  /** The atlas that passes read, RGBA bytes. */
  setAtlas(data: Uint8ClampedArray, side: number): void;
  /** Writes a sheet from outside. @param values texels, layer by layer. */
  write(sheet: Sheet, images: number, values: Float32Array): void;
  /**
   * Draws every pass from `from` on and waits for the last.
   * @param room images that there is to be room for: memory is asked for anew only when it grows.
   * @param columns of the atlas' grid.
   * @param left passes that are left out, by their places; what they draw stays as it was.
   * @returns what the last pass drew: images · width · height texels.
   */
  run(room: number, images: number, columns?: number, from?: number, left?: ReadonlySet<number>): Promise<Float32Array>;
  /**
   * Milliseconds that so many images take at the pace of the heaviest pass, which is the fastest for what it does: all passes together
   * take longer.
   */
  leastMs(images: number): Promise<number>;
  /** Rejects when the device is gone. */
  readonly lost: Promise<never>;
  dispose(): void;
}

export function isSheet(one: Sheet | Table): one is Sheet {
  return 'layers' in one;
}

/** Memory that sheets of its size share, one after the other. */
export interface Slot {
  readonly width: number;
  readonly height: number;
  readonly layers: 1 | 4;
}

/** Gives every sheet a slot; those of one size that do not live at the same time may share one. */
export function slotsFor(passes: { reads: readonly (Sheet | Table)[]; y: Sheet }[]): Map<Sheet, Slot> {
  const last = new Map<Sheet, number>();
  for (const [i, { reads, y }] of passes.entries()) for (const one of [...reads, y]) if (isSheet(one)) last.set(one, i);
  const slots = new Map<Sheet, Slot>();
  const taken: { slot: Slot; until: number }[] = [];
  for (const [i, { y }] of passes.entries()) {
    const { width, height, layers } = y;
    const fits = ({ slot, until }: (typeof taken)[number]) =>
      until < i && slot.width === width && slot.height === height && slot.layers === layers;
    let free = taken.find(fits);
    if (!free) {
      free = { slot: { width, height, layers }, until: i };
      taken.push(free);
    }
    free.until = last.get(y) as number;
    slots.set(y, free.slot);
  }
  return slots;
}

/** How many draws tell a pass's pace. */
const PROBES = 3;

/** See Passes.leastMs. @param timed draws the heaviest pass so many times. @returns milliseconds until it is done */
export async function paceOf(
  passes: readonly { work: number }[],
  timed: (heaviest: number, times: number) => Promise<number>,
): Promise<number> {
  const heaviest = passes.reduce((best, { work }, i) => (work > (passes[best]?.work ?? 0) ? i : best), 0);
  const all = passes.reduce((sum, { work }) => sum + work, 0);
  // The first compiles; what asking takes is in the second as in the third.
  await timed(heaviest, 1);
  const once = await timed(heaviest, 1);
  const often = await timed(heaviest, 1 + PROBES);
  return (Math.max(0, often - once) / PROBES) * (all / (passes[heaviest]?.work ?? 1));
}
