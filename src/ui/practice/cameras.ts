// Cameras before people who are drawn: a canvas for each, whose stream a video plays.
import { act } from './acting.ts';
import { drawPerson } from './face.ts';
import type { Person } from './people.ts';
import { paint } from './shapes.ts';

/** Of a camera's picture, pixels. */
const SIZE = { width: 480, height: 270 };
const FPS = 12;
/** A head's unit in parts of the picture's height, and where its middle lies. */
export const UNIT = 0.77 / 240;
export const MIDDLE = 0.48;

/** Everybody's camera, until the signal aborts. In the order of `people`. @throws Error where the browser gives no canvas. */
export function openCameras(people: readonly Person[], until: AbortSignal): MediaStream[] {
  const began = performance.now();
  const cameras = people.map((person, nth) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, SIZE);
    const draw = () => drawCamera(canvas, person, nth, (performance.now() - began) / 1000);
    draw();
    return { draw, stream: canvas.captureStream(FPS) };
  });
  const timer = setInterval(() => {
    for (const { draw } of cameras) draw();
  }, 1000 / FPS);
  const close = () => {
    clearInterval(timer);
    for (const { stream } of cameras) for (const track of stream.getTracks()) track.stop();
  };
  until.addEventListener('abort', close, { once: true });
  return cameras.map(({ stream }) => stream);
}

/** A person in a room, at a time, seconds. */
export function drawCamera(canvas: HTMLCanvasElement, { looks, part }: Person, nth: number, seconds: number): void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas.');
  const { width, height } = canvas;
  const wall = context.createRadialGradient(0.3 * width, 0.25 * height, 0, 0.3 * width, 0.25 * height, 0.9 * width);
  wall.addColorStop(0, looks.room.light);
  wall.addColorStop(1, looks.room.wall);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  context.setTransform(UNIT * height, 0, 0, UNIT * height, width / 2, MIDDLE * height);
  const { face, hold } = act(part, nth, seconds);
  paint(context, drawPerson(looks, face, hold));
}
