// Serves the practice call inside a browser at the address of the real site, so that the extension that ships is what runs.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page, Route } from 'playwright-core';
import sharp from 'sharp';
import type { Guest, Invitation } from '../practice/call.ts';
import { FACES, nameOf, ROOM } from '../practice/people.ts';
import { inPackage } from './packages.ts';

const practice = path.resolve(import.meta.dirname, '../practice');

interface CallPage {
  /** What one opens. */
  url: string;
  /** Its script and style, files of that name in `practice/`. */
  page: string;
  /** Of the whole page. */
  language?: string;
  /** Where the call lies in a frame: the frame's page. */
  inside?: { path: string; page: string };
}

/** Call sites that the practice call can be laid out as. */
export const LAYOUTS = {
  meet: { url: 'https://meet.google.com/abc-defg-hij', page: 'meet' },
  zoom: { url: 'https://app.zoom.us/wc/85123456789/join?fromPWA=1', page: 'zoom' },
  teams: { url: 'https://teams.microsoft.com/v2/', page: 'teams', language: 'de' },
  webex: {
    url: 'https://practice.webex.com/webappng/sites/practice/meeting/home',
    page: 'webex-frame',
    inside: { path: '/webappng/sites/practice/meeting/client', page: 'webex' },
  },
  jitsi: { url: 'https://meet.jit.si/RoomtonePractice', page: 'jitsi', language: 'ja' },
  plain: { url: 'https://call.example/room', page: 'plain' },
  /** Zoom once more, as it is when opened from its workplace; for tests. */
  'zoom-frame': {
    url: 'https://app.zoom.us/wc/home',
    page: 'zoom-frame',
    inside: { path: '/wc/85123456789/join', page: 'zoom' },
  },
} as const satisfies Record<string, CallPage>;
export type Layout = keyof typeof LAYOUTS;

/** As many as a call shows on one page. */
export const MOST_PEOPLE = 49;

/** As strict as the strictest site: nothing foreign, no markup from strings, no WebAssembly. */
const CSP = [
  "default-src 'none'",
  "frame-ancestors 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
];

export interface PracticeOptions {
  /** People in the call, oneself among them. */
  people?: number;
  /** Nobody comes or goes by themselves. */
  still?: boolean;
  /** One more who joins from a meeting room: several people before one camera. */
  room?: boolean;
  /** A folder with pictures and clips of one's own. */
  faces?: string;
  layout?: Layout;
  /** Address of a page of another site, which shows the call in a frame. */
  within?: string;
  /** Stay in the lobby until somebody clicks the button there. */
  lobby?: boolean;
  seed?: number;
  /** Who comes, where prepareCast() was asked beforehand; then `people`, `faces`, `still` and `seed` have no say. */
  cast?: Cast;
  /** Told, one sentence each, which files were left out. */
  onSkipped?: (sentence: string) => void;
}

/** Something about the caller's folder that only the caller can mend, as a sentence. */
export class FacesProblem extends Error {
  override name = 'FacesProblem';
}

export interface Cast {
  invitation: Invitation;
  /** Address in the page -> file. */
  files: Map<string, string>;
}

/** Reads and judges the pictures; rejects with a FacesProblem. */
export async function prepareCast(options: PracticeOptions): Promise<Cast> {
  const cast = await (options.faces ? castOfFolder(options.faces, options) : castOfSamples(options));
  if (options.room) {
    const url = `/practice/rooms/${ROOM.picture}`;
    cast.files.set(url, inPackage('@vladmandic/face-api', `demo/${ROOM.picture}`));
    cast.invitation.present.push({ name: ROOM.name, looks: null, source: { kind: 'picture', url } });
  }
  return cast;
}

/** Resolves when everybody's camera is on, or in the lobby at once. */
export async function openPracticeCall(context: BrowserContext, options: PracticeOptions = {}): Promise<Page> {
  const layout: CallPage = LAYOUTS[options.layout ?? 'meet'];
  const { invitation, files } = options.cast ?? (await prepareCast(options));
  await serve(context, layout, invitation, files, options.within);
  const page = await context.newPage();
  const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
  // Only while opening; later errors belong to whoever listens.
  failed.catch(() => {});
  const url = new URL(layout.url);
  if (options.lobby) url.searchParams.set('lobby', '');
  if (options.within) await serveAround(context, options.within, url.href);
  await page.goto(options.within ?? url.href);
  const call = page.frames().find((frame) => frame.url() === url.href) ?? page.mainFrame();
  const settled = call.waitForFunction(() => window.practice?.ready(), null, { timeout: 90_000, polling: 200 });
  await Promise.race([settled, failed]);
  for (const problem of await call.evaluate(() => window.practice.problems)) options.onSkipped?.(problem);
  return page;
}

/** A page that has nothing but a call of another site. */
async function serveAround(context: BrowserContext, address: string, call: string): Promise<void> {
  const body = `<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,"><h1>Portal</h1>
<iframe src="${call}" allow="camera; microphone; display-capture" width="1240" height="640"></iframe>`;
  await context.route(`${new URL(address).origin}/**`, (route) => route.fulfill({ body, contentType: 'text/html' }));
}

async function serve(
  context: BrowserContext,
  layout: CallPage,
  invitation: Invitation,
  files: Map<string, string>,
  within: string | undefined,
): Promise<void> {
  const answer = await practiceSite(layout, invitation, files, within);
  await context.route(`${new URL(layout.url).origin}/**`, async (route: Route) => {
    const { file, ...given } = answer(new URL(route.request().url()).pathname);
    await route.fulfill(file ? { path: file } : given);
  });
}

/** What the site gives at an address: text, or a file. */
export interface Answer {
  status?: number;
  body?: string;
  contentType?: string;
  headers?: Record<string, string>;
  file?: string;
}

/** The site of a practice call, whoever serves it: what it gives by path. @param within address of the page around, where the call is in a frame. */
export async function practiceSite(
  { url, page, language = 'en', inside }: CallPage,
  invitation: Invitation,
  files: ReadonlyMap<string, string>,
  within?: string,
): Promise<(pathname: string) => Answer> {
  const names = inside ? [page, inside.page] : [page];
  const { outputFiles } = await build({
    entryPoints: names.flatMap((name) => [path.join(practice, `${name}.ts`), path.join(practice, `${name}.css`)]),
    outdir: practice,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const built = new Map(outputFiles.map((file) => [`/practice/${path.basename(file.path)}`, file.text]));
  const template = await readFile(path.join(practice, 'page.html'), 'utf8');
  const { pathname: home } = new URL(url);
  const pages = new Map([[home, page]]);
  if (inside) pages.set(inside.path, inside.page);
  const policy = [...CSP, ...(inside ? ["frame-src 'self'"] : [])]
    .join('; ')
    .replace("frame-ancestors 'self'", `frame-ancestors 'self' ${within ? new URL(within).origin : ''}`);
  return (pathname) => {
    const file = files.get(pathname);
    const name = pages.get(pathname);
    const code = built.get(pathname);
    if (name !== undefined)
      return {
        body: template.replaceAll('{{name}}', name).replace('lang="en"', `lang="${language}"`),
        contentType: 'text/html',
        headers: { 'content-security-policy': policy },
      };
    if (code !== undefined)
      return { body: code, contentType: pathname.endsWith('.css') ? 'text/css' : 'text/javascript' };
    if (pathname === '/practice/call.json')
      return { body: JSON.stringify(invitation), contentType: 'application/json' };
    return file ? { file } : { status: 404, body: '' };
  };
}

/** Faces of the sample pictures that a development dependency brings along. */
async function castOfSamples({ people = 6, still = false, seed = 7 }: PracticeOptions): Promise<Cast> {
  const folder = inPackage('@vladmandic/face-api', '');
  const files = new Map<string, string>();
  const guests = Array.from({ length: people + SPARE }, (_, i): Guest => {
    const sample = FACES[i % FACES.length];
    if (!sample) throw new Error('the table of faces is empty');
    const url = `/practice/faces/${sample.picture}`;
    files.set(url, path.join(folder, 'demo', sample.picture));
    const others = FACES.filter((f) => f.picture === sample.picture && f !== sample).map((f) => f.face);
    return {
      name: nameOf(i),
      looks: sample.looks,
      source: { kind: 'face', url, face: sample.face, others, mouth: sample.mouth },
    };
  });
  return { invitation: invite(guests, people, still, seed), files };
}

/** How many wait outside, ready to join. */
const SPARE = 3;

const PICTURE = /\.(jpe?g|png|webp)$/i;
const CLIP = /\.(mp4|webm)$/i;

async function castOfFolder(
  folder: string,
  { people, still = false, seed = 7, onSkipped }: PracticeOptions,
): Promise<Cast> {
  const found = await guestsOf(folder, onSkipped);
  const files = new Map(found.map(({ url, file }) => [url, file]));
  const count = Math.min(people ?? found.length, MOST_PEOPLE);
  const guests = Array.from({ length: count + SPARE }, (_, i): Guest => {
    const face = found[i % found.length];
    if (!face) throw new FacesProblem(`${folder} holds no picture (jpg, png, webp) or clip (mp4, webm).`);
    const round = Math.floor(i / found.length);
    const { name, url, kind } = face;
    return { name: round === 0 ? name : `${name} ${round + 1}`, looks: null, source: { kind, url } };
  });
  return { invitation: invite(guests, count, still, seed), files };
}

interface OwnFace {
  name: string;
  url: string;
  file: string;
  kind: 'picture' | 'clip';
}

async function guestsOf(folder: string, onSkipped: PracticeOptions['onSkipped']): Promise<OwnFace[]> {
  const names = await readdir(folder).catch(() => {
    throw new FacesProblem(`There is no folder ${folder} to read.`);
  });
  const found: OwnFace[] = [];
  for (const name of names.sort()) {
    // Files that begin with a dot are the system's, not the caller's.
    if (name.startsWith('.')) continue;
    const file = path.join(folder, name);
    const kind = PICTURE.test(name) ? 'picture' : CLIP.test(name) ? 'clip' : null;
    if (kind === null || !(await (kind === 'picture' ? isPicture(file) : isClip(file)))) {
      onSkipped?.(`${name} is no picture (jpg, png, webp) or clip (mp4, webm); left out.`);
      continue;
    }
    const person = path.parse(name).name.replaceAll(/[-_]+/g, ' ').trim();
    found.push({ name: person, url: `/practice/faces/${found.length}${path.extname(name)}`, file, kind });
  }
  if (found.length === 0) throw new FacesProblem(`${folder} holds no picture (jpg, png, webp) or clip (mp4, webm).`);
  return found;
}

async function isPicture(file: string): Promise<boolean> {
  // Decoding is the only proof; names and first bytes lie.
  return sharp(file, { failOn: 'error' })
    .resize(8, 8)
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

async function isClip(file: string): Promise<boolean> {
  const start = await readFile(file).then(
    (bytes) => bytes.subarray(0, 12),
    () => Buffer.alloc(0),
  );
  const isMp4 = start.subarray(4, 8).toString('latin1') === 'ftyp';
  const isWebm = start.subarray(0, 4).toString('hex') === '1a45dfa3';
  return isMp4 || isWebm;
}

function invite(guests: Guest[], people: number, still: boolean, seed: number): Invitation {
  return { present: guests.slice(0, people), waiting: guests.slice(people), still, seed };
}
