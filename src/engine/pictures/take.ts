// Takes the part of a picture that fills a cell. Of a video's frame its bytes are copied as they are, which costs the page's thread a twentieth of
// drawing them; what gives no such frame is drawn.
import { drawCell } from '../geometry/cell.ts';
import { type CropWindow, drawArguments } from '../geometry/crop-window.ts';
import { bytesIn, type CellPicture, CHROMA_STEP, type Colours, type PixelBox, type UnitBox } from '../types.ts';
import { type Plane, shrink } from './shrink.ts';

export interface Cut {
  /** The picture's place in its source, pixels of the source as it is shown. */
  part: PixelBox;
  /** What fills the cell, pixels of the picture. */
  window: CropWindow;
  /** Of the cell, pixels. */
  side: number;
  /** Of what is sent for it, pixels: fewer than the cell's where these say enough. */
  detail?: number;
}

/** A picture that is so many times as large as what would be sent of it, or less, goes as it is. */
const AS_IT_IS = 1.25;

/** Not yet part of TypeScript's VideoFrame. */
interface Turned {
  /** Degrees clockwise. */
  rotation?: number;
  /** Mirrored after it has been turned. */
  flip?: boolean;
}

/** Keeps what is needed from one picture to the next. One picture at a time. */
export class PictureTaker {
  private bytes = new Uint8Array(0);
  /** Of these, by the last picture. */
  private used = 0;
  private canvas: CanvasRenderingContext2D | null = null;

  /** @param run runs what does not wait, such as on a meter. @throws where the browser does not let the page have the picture. */
  async take(source: CanvasImageSource, cut: Cut, run = <T>(work: () => T) => work()): Promise<CellPicture> {
    const frame = run(() => frameOf(source));
    try {
      return (
        (frame && (await this.copied(frame, source as HTMLVideoElement, cut, run))) ??
        run(() => this.drawn(source, cut))
      );
    } finally {
      frame?.close();
      // Pixels live for one look.
      this.bytes.fill(0, 0, this.used);
    }
  }

  /** Null for a frame that gives its bytes in no way known here. */
  private async copied(
    frame: VideoFrame & Turned,
    { videoWidth, videoHeight }: HTMLVideoElement,
    { part, window, side, detail = side }: Cut,
    run: <T>(work: () => T) => T,
  ): Promise<CellPicture | null> {
    const { visibleRect, rotation = 0, flip = false } = frame;
    const format = formatOf(frame);
    if (!format || !visibleRect) return null;
    const { source, target } = drawArguments(window, part.width, part.height, side);
    if (!(source.width > 0 && source.height > 0)) return null;
    // As it is stored: not turned yet, and perhaps with pixels that are not square.
    const stored = ({ x, y, width, height }: PixelBox): PixelBox => {
      const shown = { x: x / videoWidth, y: y / videoHeight, width: width / videoWidth, height: height / videoHeight };
      const box = unturned(shown, rotation, flip);
      return {
        x: visibleRect.x + box.x * visibleRect.width,
        y: visibleRect.y + box.y * visibleRect.height,
        width: box.width * visibleRect.width,
        height: box.height * visibleRect.height,
      };
    };
    const box = stored({ ...source, x: part.x + source.x, y: part.y + source.y });
    const rect = evenly(box, frame.codedWidth, frame.codedHeight);
    const options = { rect, ...(format.asked && { format: format.asked }) };
    let layout: PlaneLayout[];
    try {
      layout = await run(() => {
        this.used = frame.allocationSize(options);
        if (this.bytes.length < this.used) this.bytes = new Uint8Array(this.used);
        return frame.copyTo(this.bytes, options);
      });
    } catch {
      // A frame on the graphics card that cannot be brought back.
      return null;
    }
    return run(() => {
      const isAcross = rotation % 180 !== 0;
      const isLarger = window.side > AS_IT_IS * detail;
      const scale = detail / side;
      const from = isLarger ? box : wholePixels(box, stored(part));
      const [long, high] = isAcross ? [target.height, target.width] : [target.width, target.height];
      const width = isLarger ? Math.max(1, Math.round(long * scale)) : from.width;
      const height = isLarger ? Math.max(1, Math.round(high * scale)) : from.height;
      const cell = {
        x: target.x / side,
        y: target.y / side,
        width: target.width / side,
        height: target.height / side,
      };
      const place = isLarger ? cell : scaledLike(cell, box, from, rotation, flip);
      const planes = format.planes(this.bytes, layout, rect);
      const data = bytesOf(planes, format.colours, shifted(from, rect), width, height);
      const picture = { place, width, height, colours: format.colours, data };
      return rotation || flip ? turned(picture, rotation, flip) : picture;
    });
  }

  private drawn(source: CanvasImageSource, { part, window, side }: Cut): CellPicture {
    this.canvas ??= canvasInMemory();
    const { canvas } = this.canvas;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const { target } = drawArguments(window, part.width, part.height, side);
    const [x, y] = [Math.floor(target.x), Math.floor(target.y)];
    const width = Math.max(1, Math.ceil(target.x + target.width) - x);
    const height = Math.max(1, Math.ceil(target.y + target.height) - y);
    try {
      drawCell(this.canvas, source, part, window, 0, 0, side);
      const { data } = this.canvas.getImageData(x, y, width, height);
      this.canvas.clearRect(0, 0, side, side);
      const place = { x: x / side, y: y / side, width: width / side, height: height / side };
      return { place, width, height, colours: 'rgba', data: new Uint8Array(data.buffer as ArrayBuffer) };
    } catch (error) {
      // A canvas that has drawn what it may not hand out hands out nothing any more.
      this.canvas = null;
      throw error;
    }
  }
}

/** Null for pictures, for videos of another origin, and where the browser has no such frames. */
function frameOf(source: CanvasImageSource): (VideoFrame & Turned) | null {
  if (typeof VideoFrame === 'undefined' || !('videoWidth' in source)) return null;
  try {
    return new VideoFrame(source);
  } catch {
    return null;
  }
}

interface Format {
  colours: Colours;
  /** What copyTo shall make of it; else it stays as it is. */
  asked?: VideoPixelFormat;
  planes(
    bytes: Uint8Array<ArrayBuffer>,
    layout: readonly PlaneLayout[],
    size: { width: number; height: number },
  ): Plane[];
}

/** Across and down: pixels of luma for one of chroma. */
const SUBSAMPLING: Record<string, readonly [number, number]> = { 420: [2, 2], 422: [2, 1], 444: [1, 1] };

/** Null where bytes alone do not say what a viewer sees: a high dynamic range is brought down by the browser, in a way of its own. */
function formatOf({ format, colorSpace }: VideoFrame): Format | null {
  const transfer: string | null = colorSpace.transfer;
  if (transfer === 'pq' || transfer === 'hlg') return null;
  if (format === null || /^(RGB|BGR)[AX]$/.test(format)) {
    const order = format?.startsWith('BGR') ? [2, 1, 0] : [0, 1, 2];
    return {
      colours: 'rgba',
      // A texture: the browser makes pixels of it.
      ...(format === null && { asked: 'RGBX' }),
      planes: (data, [layout], { width, height }) =>
        order.map((place) => planeOf(data, layout, width, height, 4, place)),
    };
  }
  const matrix = matrixOf(colorSpace);
  if (!matrix) return null;
  const colours = { matrix, isFull: colorSpace.fullRange === true };
  if (format === 'NV12')
    return {
      colours,
      planes: (data, [luma, chroma], { width, height }) => [
        planeOf(data, luma, width, height, 1),
        ...[0, 1].map((place) => planeOf(data, chroma, Math.ceil(width / 2), Math.ceil(height / 2), 2, place)),
      ],
    };
  const [, sampling = '', depth = '8'] = /^I(420|422|444)A?(?:P(10|12))?A?$/.exec(format) ?? [];
  const [across, down] = SUBSAMPLING[sampling] ?? [];
  if (!across || !down) return null;
  return {
    colours,
    planes: (bytes, layout, { width, height }) =>
      [1, 2, 3].map((_, i) => {
        const [columns, rows] = i === 0 ? [width, height] : [Math.ceil(width / across), Math.ceil(height / down)];
        return planeOf(bytes, layout[i], columns, rows, 1, 0, Number(depth));
      }),
  };
}

function planeOf(
  bytes: Uint8Array<ArrayBuffer>,
  { offset, stride }: PlaneLayout = { offset: 0, stride: 0 },
  columns: number,
  rows: number,
  step: number,
  place = 0,
  depth = 8,
): Plane {
  const size = depth > 8 ? 2 : 1;
  const data = size === 2 ? new Uint16Array(bytes.buffer, 0, bytes.byteLength >> 1) : bytes;
  return { data, offset: offset / size + place, stride: stride / size, step, columns, rows, shift: depth - 8 };
}

/** Null for none that is known here. Where a frame does not say, browsers take BT.709. */
function matrixOf({ matrix }: VideoColorSpace): 'bt601' | 'bt709' | 'bt2020' | null {
  if (matrix === null || matrix === 'bt709') return 'bt709';
  if (matrix === 'smpte170m' || matrix === 'bt470bg') return 'bt601';
  return (matrix as string) === 'bt2020-ncl' ? 'bt2020' : null;
}

/** @param from in pixels of the first plane. @returns what CellPicture.data holds. */
function bytesOf(
  planes: readonly Plane[],
  colours: Colours,
  from: PixelBox,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const [first] = planes as [Plane];
  if (colours === 'rgba') {
    const data = new Uint8Array(bytesIn({ width, height, colours }));
    for (const [at, plane] of planes.entries()) shrink(plane, from, { data, at, step: 4, width, height });
    return data;
  }
  const data = new Uint8Array(bytesIn({ width, height, colours }));
  shrink(first, from, { data, at: 0, step: 1, width, height });
  const [columns, rows] = [Math.ceil(width / CHROMA_STEP), Math.ceil(height / CHROMA_STEP)];
  for (const [i, plane] of planes.slice(1).entries()) {
    const [kx, ky] = [1 / Math.round(first.columns / plane.columns), 1 / Math.round(first.rows / plane.rows)];
    // The last one may reach beyond the luma.
    const [wide, high] = [(columns * CHROMA_STEP) / width, (rows * CHROMA_STEP) / height];
    const box = { x: from.x * kx, y: from.y * ky, width: from.width * kx * wide, height: from.height * ky * high };
    // Of colours a sample is enough.
    shrink(plane, box, { data, at: width * height + i * columns * rows, step: 1, width: columns, height: rows }, 1);
  }
  return data;
}

const shifted = (box: PixelBox, by: PixelBox): PixelBox => ({ ...box, x: box.x - by.x, y: box.y - by.y });

/** Chroma is subsampled two by two. */
function evenly(box: PixelBox, width: number, height: number): PixelBox {
  const even = (value: number) => 2 * Math.floor(value / 2 + 1e-6);
  const [x, y] = [even(box.x), even(box.y)];
  const end = (value: number, most: number) => Math.min(most, 2 * Math.ceil(value / 2 - 1e-6));
  return {
    x,
    y,
    width: Math.max(1, end(box.x + box.width, width) - x),
    height: Math.max(1, end(box.y + box.height, height) - y),
  };
}

/** All pixels that lie in the box with a part of themselves, but none that lies outside of `limits`: it may be somebody else's. */
function wholePixels(box: PixelBox, limits: PixelBox): PixelBox {
  const start = (at: number, least: number) => Math.max(Math.floor(at + 1e-6), Math.ceil(least - 1e-6));
  const end = (at: number, most: number) => Math.min(Math.ceil(at - 1e-6), Math.floor(most + 1e-6));
  const [x, y] = [start(box.x, limits.x), start(box.y, limits.y)];
  return {
    x,
    y,
    width: Math.max(1, end(box.x + box.width, limits.x + limits.width) - x),
    height: Math.max(1, end(box.y + box.height, limits.y + limits.height) - y),
  };
}

/** A part of a picture as it is shown, in the picture as it is stored; both in shares of it. */
function unturned({ x, y, width, height }: UnitBox, rotation: number, flip: boolean): UnitBox {
  const left = flip ? 1 - x - width : x;
  if (rotation === 90) return { x: y, y: 1 - left - width, width: height, height: width };
  if (rotation === 180) return { x: 1 - left - width, y: 1 - y - height, width, height };
  if (rotation === 270) return { x: 1 - y - height, y: left, width: height, height: width };
  return { x: left, y, width, height };
}

/** Where `rect` lies when `box` fills `cell`. */
function scaledLike(cell: UnitBox, box: PixelBox, rect: PixelBox, rotation: number, flip: boolean): UnitBox {
  const wider = {
    x: (rect.x - box.x) / box.width,
    y: (rect.y - box.y) / box.height,
    width: rect.width / box.width,
    height: rect.height / box.height,
  };
  const { x, y, width, height } = shownOf(wider, rotation, flip);
  return {
    x: cell.x + x * cell.width,
    y: cell.y + y * cell.height,
    width: width * cell.width,
    height: height * cell.height,
  };
}

/** The other way round. */
function shownOf(stored: UnitBox, rotation: number, flip: boolean): UnitBox {
  const back = unturned(stored, (360 - rotation) % 360, false);
  return flip ? { ...back, x: 1 - back.x - back.width } : back;
}

/** Turns the bytes of a picture that has been taken as it is stored; its place is that of the picture as it is shown already. */
function turned(picture: CellPicture, rotation: number, flip: boolean): CellPicture {
  const isAcross = rotation % 180 !== 0;
  const { width, height, colours } = picture;
  const [wide, high] = isAcross ? [height, width] : [width, height];
  const data = new Uint8Array(picture.data.length);
  const turn = (at: number, columns: number, rows: number, size: number) => {
    const across = isAcross ? rows : columns;
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const [u, v] =
          rotation === 90
            ? [rows - 1 - y, x]
            : rotation === 180
              ? [columns - 1 - x, rows - 1 - y]
              : rotation === 270
                ? [y, columns - 1 - x]
                : [x, y];
        const to = at + size * (v * across + (flip ? across - 1 - u : u));
        for (let c = 0; c < size; c++) data[to + c] = picture.data[at + size * (y * columns + x) + c] as number;
      }
  };
  if (colours === 'rgba') turn(0, width, height, 4);
  else {
    const [columns, rows] = [Math.ceil(width / CHROMA_STEP), Math.ceil(height / CHROMA_STEP)];
    turn(0, width, height, 1);
    turn(width * height, columns, rows, 1);
    turn(width * height + columns * rows, columns, rows, 1);
  }
  return { ...picture, width: wide, height: high, data };
}

/** Read back at once: a canvas in main memory is many times cheaper for that than one on the GPU. */
function canvasInMemory(): CanvasRenderingContext2D {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('No 2D canvas.');
  return context;
}
