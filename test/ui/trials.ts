// The try-it page's states; the picture is a plain one painted here, since no face of anybody is kept in this project.
import type { Participant } from '../../src/call/room/types.ts';
import type { TrialState } from '../../src/ui/components/common/trial-link.ts';
import { votesOf } from './fixtures.ts';

/** A disc on a ground, where a face would be. */
export async function paintedPicture(): Promise<HTMLImageElement> {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const ground = context.createLinearGradient(0, 0, 640, 480);
  ground.addColorStop(0, '#56626e');
  ground.addColorStop(1, '#2c343c');
  context.fillStyle = ground;
  context.fillRect(0, 0, 640, 480);
  context.fillStyle = '#b99c86';
  context.beginPath();
  context.ellipse(320, 210, 90, 115, 0, 0, 7);
  context.fill();
  context.fillStyle = '#3d5a6b';
  context.beginPath();
  context.ellipse(320, 520, 220, 190, 0, 0, 7);
  context.fill();
  const image = new Image();
  image.src = canvas.toDataURL();
  await image.decode();
  return image;
}

const self: Participant = {
  id: 'self',
  name: '',
  isSelf: true,
  state: 'read',
  because: null,
  label: 'happy',
  votes: votesOf({ happy: 7, neutral: 2, surprise: 1 }),
  doubt: 0.1,
  since: 0,
  readAt: 0,
  resting: null,
  movement: null,
  isTalking: false,
  gestures: [],
  marks: [],
};
const idle: TrialState = { media: null, asking: false, progress: null, problem: null, person: null, face: null };
const face = { x: 225, y: 110, width: 190, height: 190 };
type Make = (image: HTMLImageElement) => TrialState;
const picture = (image: HTMLImageElement) => ({ kind: 'picture', image, name: 'me.png' }) as const;
const unread = { label: null, votes: null };

export const TRIALS = {
  idle: () => idle,
  starting: (image) => ({ ...idle, media: picture(image), progress: { step: 'detector', done: 0.6 } }),
  happy: (image) => ({ ...idle, media: picture(image), person: self, face }),
  unclear: (image) => ({
    ...idle,
    media: picture(image),
    face,
    person: {
      ...self,
      state: 'unclear',
      because: null,
      label: null,
      votes: votesOf({ neutral: 4, sad: 3, fear: 2, angry: 1 }),
      doubt: 0.3,
    },
  }),
  'no-face': (image) => ({ ...idle, media: picture(image), person: { ...self, ...unread, state: 'no-face' } }),
  'too-small': (image) => ({
    ...idle,
    media: picture(image),
    person: { ...self, ...unread, state: 'too-small' },
    face: { x: 300, y: 200, width: 21, height: 21 },
  }),
  unanswered: () => ({ ...idle, problem: { key: 'phaseSetup', subs: [], again: false } }),
  refused: () => ({ ...idle, problem: { key: 'tryCameraRefused', subs: [], again: false } }),
  'no-camera': () => ({ ...idle, problem: { key: 'tryNoCamera', subs: [], again: false } }),
  'bad-picture': () => ({ ...idle, problem: { key: 'tryBadPicture', subs: ['notes.txt'], again: false } }),
  storage: () => ({ ...idle, problem: { key: 'errorStorage', subs: [], again: true } }),
  engine: () => ({ ...idle, problem: { key: 'errorEngineLost', subs: [], again: true } }),
} as const satisfies Record<string, Make>;
export type TrialName = keyof typeof TRIALS;
