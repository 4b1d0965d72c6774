// The try-it page's states; the picture is a plain one painted here, since no face of anybody is kept in this project.
import type { LookReport } from '../../src/call/report/log.ts';
import type { Participant } from '../../src/call/room/types.ts';
import type { Keypoints } from '../../src/engine/types.ts';
import { IDLE, type TrialFace, type TrialFile, type TrialState } from '../../src/ui/components/common/trial-link.ts';
import { votesOf } from './fixtures.ts';
import { REPORTS } from './reports.ts';

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
const face = { x: 225, y: 110, width: 190, height: 190 };
const around = ({ x, y, width }: typeof face): Keypoints => ({
  rightEye: { x: x + 0.3 * width, y: y + 0.3 * width },
  leftEye: { x: x + 0.7 * width, y: y + 0.3 * width },
  nose: { x: x + 0.5 * width, y: y + 0.5 * width },
  mouth: { x: x + 0.5 * width, y: y + 0.75 * width },
  rightEar: { x, y: y + 0.4 * width },
  leftEar: { x: x + width, y: y + 0.4 * width },
});
const crop = Uint8ClampedArray.from({ length: 48 * 48 }, (_, i) => 60 + 2 * (i % 48) + Math.floor(i / 48));
const faceOf = (person: Participant, box = face, number = 1): TrialFace => ({
  number,
  person: { ...person, id: String(number) },
  box,
  keypoints: around(box),
  crop,
});
const picture = (image: HTMLImageElement) =>
  ({ kind: 'picture', src: image.src, width: image.naturalWidth, height: image.naturalHeight }) as const;
const unread = { label: null, votes: null };
const unclear: Participant = {
  ...self,
  state: 'unclear',
  label: null,
  votes: votesOf({ neutral: 4, sad: 3, fear: 2, angry: 1 }),
  doubt: 0.3,
};
const leftOut: Participant = { ...self, ...unread, state: 'excluded', because: 'not-self' };
const timing = { openMs: 12, findMs: 31, readMs: 18 };
const shown = (image: HTMLImageElement, ...faces: TrialFace[]): TrialState => ({
  ...IDLE,
  media: picture(image),
  faces,
  timing,
  backend: 'wasm',
});
const file = (id: number, name: string, more: Partial<TrialFile> = {}): TrialFile => ({
  id,
  name,
  kind: 'picture',
  state: 'done',
  self: null,
  problem: null,
  width: 640,
  height: 480,
  faces: [],
  moments: [],
  report: null,
  duration: 0,
  timing,
  ...more,
});
const two = [
  faceOf(self, { x: 100, y: 120, width: 150, height: 150 }),
  faceOf(unclear, { x: 380, y: 130, width: 140, height: 140 }, 2),
];
/** Twelve seconds, in which the second one comes later and talks, and the first one leaves. */
const moments = Array.from({ length: 60 }, (_, i) => ({
  at: i / 5,
  faces: two
    .filter(({ number }) => (number === 1 ? i < 48 : i > 20))
    .map((face) => ({ ...face, person: { ...face.person, isTalking: face.number === 2 && i > 30 } })),
}));
/** As a whole: happier from its middle on. */
const clip: LookReport = {
  ...REPORTS.call.shown.report,
  platform: '',
  startedAt: 0,
  endedAt: 12_000,
  stepMs: 200,
  timeline: moments.map(({ at, faces }, i) => ({
    at: 1000 * at,
    votes: votesOf(i < 30 ? { neutral: 7, happy: 3 } : { happy: 8, neutral: 2 }),
    doubt: 0.1,
    seen: faces.length,
    people: faces.length,
    valence: i < 30 ? 0.3 : 0.8,
    liveliness: null,
  })),
  moments: [{ at: 6000, expression: 'happy', rose: true, people: 1, of: 2 }],
  people: null,
};
function film(image: HTMLImageElement): TrialState {
  const element = document.createElement('video');
  element.poster = image.src;
  const video = file(1, 'holiday.mp4', { kind: 'video', moments, report: clip, duration: 12 });
  const media = { kind: 'video', element, width: 640, height: 480 } as const;
  return { ...shown(image, ...two), media, files: [video], selected: 1, at: 7 };
}

export const TRIALS = {
  idle: () => IDLE,
  starting: (image) => ({ ...shown(image), faces: null, progress: { step: 'detector', done: 0.6 } }),
  happy: (image) => shown(image, faceOf(self)),
  unclear: (image) => shown(image, faceOf(unclear)),
  moving: (image) =>
    shown(image, faceOf({ ...self, movement: 'nodding', isTalking: true, gestures: ['smiling', 'brows-raised'] })),
  'no-face': (image) => shown(image),
  'too-small': (image) =>
    shown(image, faceOf({ ...self, ...unread, state: 'too-small' }, { x: 300, y: 200, width: 21, height: 21 })),
  several: (image) => ({ ...shown(image, ...two), files: [file(1, 'two.png', { faces: two })], selected: 1 }),
  files: (image) => ({
    ...shown(image, ...two),
    files: [
      file(1, 'holiday/two.png', { faces: two }),
      file(2, 'holiday/beach.jpg'),
      file(3, 'holiday/notes.txt', { problem: { key: 'tryNotMedia', subs: ['holiday/notes.txt'] } }),
      file(4, 'holiday/IMG_0001.HEIC', { problem: { key: 'tryHeic', subs: ['holiday/IMG_0001.HEIC'] } }),
      file(5, 'holiday/a-name-that-is-far-longer-than-any-row-has-room-for-on-a-narrow-screen.png', {
        state: 'reading',
      }),
      file(6, 'holiday/last.png', { state: 'waiting' }),
    ],
    selected: 1,
    isReading: true,
  }),
  which: (image) => {
    const faces = two.map((face) => faceOf(leftOut, face.box, face.number));
    return { ...shown(image, ...faces), isOnlySelf: true, files: [file(1, 'two.png', { faces })], selected: 1 };
  },
  unanswered: () => ({ ...IDLE, problem: { key: 'phaseSetup', subs: [], again: false } }),
  asking: () => ({ ...IDLE, problem: { key: 'phaseSetup', subs: [], again: false } }),
  refused: () => ({ ...IDLE, problem: { key: 'tryCameraRefused', subs: [], again: false } }),
  'no-camera': () => ({ ...IDLE, problem: { key: 'tryNoCamera', subs: [], again: false } }),
  'bad-picture': () => ({
    ...IDLE,
    files: [file(1, 'notes.txt', { width: 0, height: 0, problem: { key: 'tryBadPicture', subs: ['notes.txt'] } })],
    selected: 1,
  }),
  storage: () => ({ ...IDLE, problem: { key: 'errorStorage', subs: [], again: true } }),
  engine: () => ({ ...IDLE, problem: { key: 'errorEngineLost', subs: [], again: true } }),
  video: film,
  saving: (image) => ({ ...film(image), saving: 0.4 }),
  unsavable: (image) => ({ ...film(image), canSaveVideo: false }),
} as const satisfies Record<string, (image: HTMLImageElement) => TrialState>;
export type TrialName = keyof typeof TRIALS;
