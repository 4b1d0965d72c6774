// A webcam made of a picture or clip: a canvas that moves as people move, as a MediaStream.
import type { Movement } from '../src/call/room/types.ts';
import type { Source } from './call.ts';
import { type Head, HeadMovement, poser } from './head.ts';

export interface CameraSize {
  width: number;
  height: number;
  /** Pictures drawn a second. */
  fps: number;
}

/** Every picture is drawn and encoded on the processor, so more people means smaller pictures, as in a real call. */
export function cameraSize(people: number): CameraSize {
  if (people <= 6) return { width: 640, height: 360, fps: 10 };
  if (people <= 12) return { width: 480, height: 270, fps: 8 };
  if (people <= 25) return { width: 320, height: 180, fps: 6 };
  return { width: 256, height: 144, fps: 4 };
}

/** How much of the canvas the picture reaches beyond each edge, so that panning and tilting never show a border. */
const MARGIN = 0.09;

export interface Camera {
  stream: MediaStream;
  /** Draws the next picture; `seconds` is the call's clock. */
  draw(seconds: number): void;
  /** The head begins to nod or to shake, or stops; only heads in pictures can. */
  move(movement: Movement | null): void;
  /** -1 (the mouth's corners down) to 1 (a broad smile); only faces in pictures whose mouths have been measured can. */
  smile(amount: number): void;
  stop(): void;
}

/** Rejects where the picture cannot be decoded. */
export async function openCamera(source: Source, size: CameraSize, random: () => number): Promise<Camera> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  const context = contextOf(canvas);
  const paint = source.kind === 'clip' ? await clip(source.url, canvas) : await portrait(source, canvas, random);
  paint.draw(context, 0);
  const stream = canvas.captureStream(15);
  return {
    stream,
    draw: (seconds) => paint.draw(context, seconds),
    move: (movement) => {
      if (!paint.head) throw new Error('only a face of a picture can move its head');
      paint.head.move(movement);
    },
    smile: (amount) => paint.head?.smile(amount),
    stop: () => {
      for (const track of stream.getTracks()) track.stop();
      paint.stop();
    },
  };
}

interface Paint {
  draw(context: CanvasRenderingContext2D, seconds: number): void;
  /** Of a single face. */
  head: HeadMovement | null;
  stop(): void;
}

/** A still face that breathes: it sways, nods, tilts and comes closer, each at a slow pace of its own. */
async function portrait(
  source: Exclude<Source, { kind: 'clip' }>,
  canvas: HTMLCanvasElement,
  random: () => number,
): Promise<Paint> {
  // No element: the browser holds those of pictures until the page goes.
  const image = await createImageBitmap(await (await fetch(source.url)).blob());
  const scene = document.createElement('canvas');
  scene.width = Math.round(canvas.width * (1 + 2 * MARGIN));
  scene.height = Math.round(canvas.height * (1 + 2 * MARGIN));
  const face = source.kind === 'face' ? paintFace(scene, image, source) : null;
  if (!face) paintWhole(scene, image, image.width, image.height);
  image.close();
  const head = face && new HeadMovement();
  // Most heads never move, and what moving one needs takes its time.
  let paint: ReturnType<typeof poser> | null = null;

  const wave = (slowest: number, quickest: number) => {
    const period = quickest + random() * (slowest - quickest);
    const phase = random() * Math.PI * 2;
    return (seconds: number) => Math.sin((seconds / period) * Math.PI * 2 + phase);
  };
  const sway = wave(11, 6);
  const drift = wave(23, 15);
  const nod = wave(5, 3);
  const tilt = wave(13, 7);
  const near = wave(17, 9);
  return {
    head,
    draw(context, seconds) {
      const { width, height } = canvas;
      const pose = head?.pose(seconds);
      if (face && pose && Object.values(pose).some((part) => part !== 0)) paint ??= poser(scene, face);
      if (pose) paint?.(pose);
      context.setTransform(1, 0, 0, 1, width / 2, height / 2);
      context.translate(width * (0.018 * sway(seconds) + 0.012 * drift(seconds)), height * 0.03 * nod(seconds));
      context.rotate(tilt(seconds) * 0.035);
      const scale = 1 + 0.03 * near(seconds);
      context.scale(scale, scale);
      context.drawImage(scene, -scene.width / 2, -scene.height / 2);
    },
    stop: () => {},
  };
}

/** Frames one head like a webcam and blurs what is around it, for the picture holds other people's faces too. @returns where it is */
function paintFace(
  scene: HTMLCanvasElement,
  image: ImageBitmap,
  { face, others, mouth }: Extract<Source, { kind: 'face' }>,
): Head {
  const context = contextOf(scene);
  // Heights are measured more reliably than widths, which shrink when a head is turned.
  const unit = face[3] * 0.75;
  const width = unit * 4.6 * (1 + 2 * MARGIN);
  const height = (width * scene.height) / scene.width;
  const centre = { x: face[0] + face[2] / 2, y: face[1] + face[3] / 2 };
  const left = centre.x - width / 2;
  const top = clamp(centre.y - height * 0.47, 0, image.height - height);
  const scale = scene.width / width;

  // Whoever stands at the picture's edge still sits in the middle of the tile; the background fills what is missing.
  const sharp = layer(scene);
  sharp.drawImage(image, left, top, width, height, 0, 0, scene.width, scene.height);
  const around = layer(scene);
  const inside = clamp(left, 0, image.width - width);
  around.drawImage(image, inside, top, width, height, 0, 0, scene.width, scene.height);

  // The background of a blurred-background call: strong enough that no face is left in it.
  context.filter = `blur(${unit * 0.42 * scale}px) brightness(0.82) saturate(1.1)`;
  const bleed = unit * scale;
  context.drawImage(around.canvas, -bleed, -bleed, scene.width + 2 * bleed, scene.height + 2 * bleed);
  context.drawImage(around.canvas, 0, 0);
  context.filter = 'none';

  const oval = (c: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number) => {
    c.beginPath();
    c.ellipse((x - left) * scale, (y - top) * scale, rx * scale, ry * scale, 0, 0, Math.PI * 2);
    c.fill();
  };
  const mask = layer(scene);
  mask.filter = `blur(${unit * 0.16 * scale}px)`;
  oval(mask, centre.x, centre.y - unit * 0.15, unit * 0.95, unit * 1.2);
  oval(mask, centre.x, centre.y + unit * 2.2, unit * 1.75, unit * 1.45);
  mask.globalCompositeOperation = 'destination-out';
  for (const [x, y, w, h] of others) oval(mask, x + w / 2, y + h * 0.45, h * 0.55, h * 0.75);
  mask.globalCompositeOperation = 'source-over';
  oval(mask, centre.x, centre.y - unit * 0.08, unit * 0.62, unit * 0.85);

  sharp.globalCompositeOperation = 'destination-in';
  sharp.drawImage(mask.canvas, 0, 0);
  context.drawImage(sharp.canvas, 0, 0);
  const onScene = (x: number, y: number) => ({ x: (x - left) * scale, y: (y - top) * scale });
  return {
    ...onScene(centre.x, centre.y),
    unit: unit * scale,
    mouth: [onScene(mouth[0], mouth[1]), onScene(mouth[2], mouth[3])],
  };
}

/** The whole picture, with its own blurred enlargement where its shape leaves room. */
function paintWhole(canvas: HTMLCanvasElement, picture: CanvasImageSource, width: number, height: number): void {
  const context = contextOf(canvas);
  const cover = Math.max(canvas.width / width, canvas.height / height) * 1.1;
  const contain = Math.min(canvas.width / width, canvas.height / height);
  const place = (scale: number) =>
    context.drawImage(
      picture,
      (canvas.width - width * scale) / 2,
      (canvas.height - height * scale) / 2,
      width * scale,
      height * scale,
    );
  if (cover > contain * 1.15) {
    context.filter = `blur(${canvas.width / 16}px) brightness(0.6)`;
    place(cover);
    context.filter = 'none';
  }
  place(contain);
}

async function clip(url: string, canvas: HTMLCanvasElement): Promise<Paint> {
  const video = document.createElement('video');
  video.muted = true;
  video.loop = true;
  video.playsInline = true;
  video.src = url;
  await new Promise<void>((resolve, reject) => {
    video.onloadeddata = () => resolve();
    video.onerror = () => reject(new Error(video.error?.message ?? 'the browser cannot play it'));
  });
  await video.play();
  return {
    head: null,
    draw(context) {
      const scale = Math.min(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
      const width = video.videoWidth * scale;
      const height = video.videoHeight * scale;
      context.drawImage(video, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    },
    stop() {
      video.pause();
      video.removeAttribute('src');
    },
  };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  return context;
}

function layer(like: HTMLCanvasElement): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = like.width;
  canvas.height = like.height;
  return contextOf(canvas);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
