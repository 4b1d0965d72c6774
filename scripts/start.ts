// Opens the practice call with Roomtone switched on as a user would switch it on, and reports what was read.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { copyAllowing } from '../harness/allowed.ts';
import { BrowserProblem, type ExtensionBrowser, launchWithExtension } from '../harness/browser.ts';
import { launchFirefox, openCallInFirefox } from '../harness/firefox.ts';
import {
  type Cast,
  FacesProblem,
  LAYOUTS,
  type Layout,
  openPracticeCall,
  prepareCast,
} from '../harness/practice-server.ts';
import { buildExtension, readyBrowser, readyFirefox, root } from '../harness/ready.ts';
import type { Snapshot } from '../src/call/snapshot.ts';
import { summaryOf, tableOf } from './lib/run-summary.ts';
import { hasDisplay, type Options } from './lib/setup.mjs';

const dist = path.join(root, 'dist');
const HEADLESS_SECONDS = 30;
/** Models load and shaders compile; on a small machine under load this takes its time. */
const START_LIMIT_MS = 120_000;
/** Once the engine runs, whoever can be read is read by then. */
const FIRST_READING_LIMIT_MS = 10_000;
const POLL_MS = 500;
/** Colours cross-fade. */
const FADE_MS = 800;
/** A run without an end takes its pictures once everybody has been read for a while. */
const SHOTS_AFTER_MS = 15_000;

/** Ends the run with a sentence for people. */
class Failure extends Error {}

const options = JSON.parse(process.argv[2] ?? '{}') as Options;
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort());

let lastLine = '';
/** One line for each new step; the same again says nothing. */
function say(line: string): void {
  if (line !== lastLine) console.log(line);
  lastLine = line;
}

const ready = { say, signal: stopped.signal };

async function main(): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (stopped.signal.aborted) return 130;
    const known = error instanceof Failure || error instanceof FacesProblem || error instanceof BrowserProblem;
    console.error(known || !(error instanceof Error) ? String((error as Error).message ?? error) : firstLine(error));
    return 1;
  }
}

async function run(): Promise<number> {
  const headless = options.headless || !hasDisplay();
  const seconds = options.seconds ?? (headless ? HEADLESS_SECONDS : null);
  // What is wrong with the caller's own files is said before anything takes time.
  const cast = await prepareCast({
    ...(options.people ? { people: options.people } : {}),
    room: options.room,
    ...(options.faces ? { faces: options.faces } : {}),
    // Life begins when reading does, so that a slow start misses nothing.
    still: true,
    onSkipped: (sentence) => console.log(sentence),
  });
  // Should this run break off, nobody must take the last one's readings for its own.
  if (options.json) await rm(options.json, { force: true }).catch(() => {});
  if (options.browser === 'firefox') return inFirefox(cast, headless, seconds);
  const browser = await readyBrowser(ready);
  const built = await buildExtension(ready);
  goOn();
  if (!built) throw new Failure('The build failed; what it said stands above.');
  say(`Starting ${browser.version || browser.path}${headless ? ' without a window' : ''} …`);
  // Not every layout is that of a site which is built in.
  const copy = await copyAllowing(dist, new URL(LAYOUTS[options.layout as Layout].url));
  const extension = await launchWithExtension({ headless, dist: copy.dist, browser }).catch(async (error: Error) => {
    await copy.remove();
    if (error instanceof BrowserProblem) throw error;
    throw new Failure(`The browser did not start: ${firstLine(error)}`);
  });
  try {
    // A browser that opened while Ctrl-C was pressed.
    goOn();
    return await attend(extension, cast, headless, seconds);
  } finally {
    await extension.close();
    await copy.remove();
  }
}

async function attend(
  extension: ExtensionBrowser,
  cast: Cast,
  headless: boolean,
  seconds: number | null,
): Promise<number> {
  const errors: string[] = [];
  const { context } = extension;
  const blank = context.pages()[0];
  listen(extension, errors);
  say(
    'The three questions are answered for you: a private call with adults who know of it, outside the EU and the UK.',
  );
  say('Opening the practice call …');
  const call = await openPracticeCall(context, {
    cast,
    layout: options.layout as Layout,
    onSkipped: (sentence) => console.log(sentence),
  });
  await blank?.close();
  const closed = new Promise<void>((resolve) => {
    call.once('close', () => resolve());
    context.once('close', () => resolve());
  });
  const run = new Reading(extension, call, errors, closed);
  try {
    await run.switchOn();
    say(
      seconds === null ? 'Reading, until you close the window or press Ctrl-C …' : `Reading for ${seconds} seconds …`,
    );
    await call.evaluate((s) => window.practice.live(s ?? Number.POSITIVE_INFINITY), seconds);
    const shots = options.shots ?? path.join(root, 'out/shots');
    const taken = await run.read(seconds, () => takeShots(run, shots, seconds !== null || headless));
    return await report(run, errors, taken ? shots : null);
  } catch (error) {
    // Whoever ends it after reading has begun wants to see what was read.
    if (!stopped.signal.aborted && !run.over) {
      errors.push(firstLine(error));
      if (options.json) await writeJson(options.json, run.last, errors);
      throw error instanceof Failure ? error : new Failure(`The run broke off: ${firstLine(error)}`);
    }
    return run.begun ? await report(run, errors, null) : 130;
  }
}

/** The same in Firefox, as far as its driver goes: the switch is clicked in a tab that shows the popup. */
async function inFirefox(cast: Cast, headless: boolean, seconds: number | null): Promise<number> {
  const program = await readyFirefox(ready);
  const built = await buildExtension(ready, 'firefox');
  goOn();
  if (!built) throw new Failure('The build failed; what it said stands above.');
  say(`Starting Firefox${headless ? ' without a window' : ''} …`);
  const firefox = await launchFirefox(program, { dist: path.join(root, 'dist-firefox'), headless });
  try {
    goOn();
    say('Opening the practice call …');
    const call = await openCallInFirefox(firefox, { cast, layout: options.layout as Layout });
    say('Switching Roomtone on …');
    await call.switchOn();
    await call.page.evaluate((s) => window.practice.live(s ?? Number.POSITIVE_INFINITY), seconds);
    const end = seconds === null ? Number.POSITIVE_INFINITY : Date.now() + 1000 * seconds;
    let last: Snapshot | null = null;
    while (Date.now() < end && !stopped.signal.aborted && firefox.browser.connected) {
      const snapshot = await call.snapshot().catch(() => null);
      if (snapshot?.phase === 'error') throw new Failure(await sentenceOf(snapshot.error));
      if (snapshot?.phase === 'on') say(progressOf(snapshot));
      if (snapshot?.room.participants.length) last = snapshot;
      await new Promise((next) => setTimeout(next, POLL_MS));
    }
    const shots = options.shots ?? path.join(root, 'out/shots');
    await mkdir(shots, { recursive: true });
    if (firefox.browser.connected) {
      await call.page.bringToFront();
      await call.page.screenshot({ path: path.join(shots, 'firefox-call.png') });
    }
    console.log(`\n${tableOf(summaryOf(last, null, []))}`);
    console.log(`Screenshots: ${relative(shots)}`);
    if (options.json) await writeJson(options.json, last, []);
    return last ? 0 : 1;
  } finally {
    await firefox.close();
  }
}

/** The practice call while Roomtone reads it. */
class Reading {
  /** The newest snapshot with anybody in it: at the end the page may already be gone. */
  last: Snapshot | null = null;
  begun = false;
  over = false;
  /** Something of the run itself went wrong, as opposed to what parts wrote to a console. */
  failed = false;
  popup: Page | null = null;
  tab = -1;
  readonly extension: ExtensionBrowser;
  readonly call: Page;
  readonly #errors: string[];
  readonly #end: Promise<void>;

  constructor(extension: ExtensionBrowser, call: Page, errors: string[], closed: Promise<void>) {
    this.extension = extension;
    this.call = call;
    this.#errors = errors;
    this.#watch(call);
    const interrupted = new Promise<void>((resolve) => {
      if (stopped.signal.aborted) resolve();
      stopped.signal.addEventListener('abort', () => resolve());
    });
    this.#end = Promise.race([closed, interrupted]).then(() => {
      this.over = true;
    });
  }

  /** Opens the popup for the call's tab and clicks its switch. */
  async switchOn(): Promise<void> {
    const { context, serviceWorker } = this.extension;
    say('Switching Roomtone on …');
    await this.call.bringToFront();
    this.tab = await serviceWorker.evaluate(async () => (await chrome.tabs.query({ active: true }))[0]?.id ?? -1);
    // A window of its own, so that the call stays in sight.
    const opening = context.waitForEvent('page', { timeout: 30_000 });
    await serviceWorker.evaluate(
      (url) => chrome.windows.create({ url, type: 'popup', width: 376, height: 660 }).then(() => null),
      this.address('popup'),
    );
    this.popup = await opening;
    this.#watch(this.popup);
    await this.popup.waitForLoadState();
    if (this.popup.viewportSize()) await this.popup.setViewportSize({ width: 360, height: 640 });
    await this.popup.locator('[role=switch]').first().click({ timeout: 30_000 });
    const limit = Date.now() + START_LIMIT_MS;
    let onSince: number | null = null;
    for (;;) {
      const snapshot = await this.#poll();
      if (this.over) throw new Failure('The call was closed before reading began.');
      if (snapshot?.phase === 'on') {
        if (snapshot.firstReadingMs !== null) break;
        // Perhaps there is no face to read; the room says so.
        onSince ??= Date.now();
        if (Date.now() - onSince > FIRST_READING_LIMIT_MS) break;
      }
      if (snapshot?.phase === 'error') throw new Failure(await sentenceOf(snapshot.error));
      if (Date.now() > limit) throw new Failure('Roomtone did not begin to read within two minutes.');
      if (snapshot?.progress) say(`${await step(snapshot.progress.step)} …`);
      await this.#pause(POLL_MS);
    }
    this.begun = true;
  }

  /** Reads until the seconds are over, the window is closed or Ctrl-C is pressed; true if pictures were taken. */
  async read(seconds: number | null, shots: () => Promise<void>): Promise<boolean> {
    const start = Date.now();
    const shotsAt = start + (seconds === null ? SHOTS_AFTER_MS : seconds * 1000);
    let taken = false;
    while (!this.over) {
      const snapshot = await this.#poll();
      if (this.over) break;
      if (snapshot?.phase === 'error') {
        this.#fail(await sentenceOf(snapshot.error));
        break;
      }
      if (snapshot) say(progressOf(snapshot));
      if (!taken && Date.now() >= shotsAt) {
        if (seconds !== null) await this.#compare();
        await shots();
        taken = true;
        if (seconds !== null) break;
      }
      await this.#pause(Math.min(POLL_MS, Math.max(20, taken ? POLL_MS : shotsAt - Date.now())));
    }
    if (seconds !== null && !taken && this.over && !stopped.signal.aborted)
      this.#fail(`The browser or the call was closed before ${seconds} seconds were over.`);
    return taken;
  }

  address(page: 'popup' | 'sidepanel'): string {
    return `chrome-extension://${this.extension.extensionId}/${page}.html?tab=${this.tab}`;
  }

  #fail(sentence: string): void {
    this.failed = true;
    this.#errors.push(sentence);
  }

  #watch(page: Page): void {
    page.on('crash', () => this.#fail(`The page ${new URL(page.url()).pathname} crashed.`));
  }

  /** Asks the call page as the popup does; null while nobody answers. */
  async #poll(): Promise<Snapshot | null> {
    const { context } = this.extension;
    const ask = (tab: number) => chrome.tabs.sendMessage(tab, { name: 'getSnapshot', payload: null }, { frameId: 0 });
    const worker = context.serviceWorkers()[0];
    // The worker may sleep, the popup may have been closed.
    const asking: Promise<unknown> | undefined = worker
      ? worker.evaluate(ask, this.tab)
      : this.popup?.evaluate(ask, this.tab);
    const snapshot = ((await asking?.catch(() => null)) ?? null) as Snapshot | null;
    if (!snapshot) return null;
    if (snapshot.room.participants.length > 0) this.last = snapshot;
    return snapshot;
  }

  /** Whoever is on screen must be in the room. */
  async #compare(): Promise<void> {
    const people = await this.call.evaluate(() => window.practice.people());
    const room = this.last?.room.participants ?? [];
    // Not every site tells people apart by ids, and not every one writes one's own name.
    for (const { id, name, isSelf, onScreen } of people)
      if (onScreen && !room.some((p) => p.id === id || p.name === name || (isSelf && p.isSelf)))
        this.#fail(`${name} is on screen but missing from the room.`);
  }

  #pause(milliseconds: number): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => setTimeout(resolve, milliseconds)), this.#end]);
  }
}

function progressOf({ room: { summary }, phase }: Snapshot): string {
  if (phase !== 'on') return 'The call has ended.';
  return `${summary.people} ${summary.people === 1 ? 'person' : 'people'} on screen, ${summary.seen} read`;
}

async function report(run: Reading, errors: string[], shots: string | null): Promise<number> {
  const summary = summaryOf(run.last, await packageBytes(), errors);
  console.log(`\n${tableOf(summary)}`);
  if (shots) console.log(`Screenshots: ${relative(shots)}`);
  if (options.json) {
    await writeJson(options.json, run.last, errors);
    console.log(`Readings: ${relative(options.json)}`);
  }
  for (const error of errors) console.error(error);
  return run.failed ? 1 : 0;
}

async function writeJson(file: string, snapshot: Snapshot | null, errors: string[]): Promise<void> {
  const text = `${JSON.stringify(summaryOf(snapshot, await packageBytes(), errors), null, 2)}\n`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new Failure(`${relative(file)} cannot be written: ${firstLine(error)}`);
  }
}

/** call, badge, popup, popup-dark and panel; an open-ended run leaves out those that would open a window. */
async function takeShots(run: Reading, folder: string, all: boolean): Promise<void> {
  const { call, popup, extension } = run;
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw new Failure(`${relative(folder)} cannot be made: ${firstLine(error)}`);
  });
  await call.screenshot({ path: path.join(folder, 'call.png') });
  await badgeShot(call, path.join(folder, 'badge.png'));
  if (popup && !popup.isClosed()) {
    const size = popup.viewportSize();
    // Without a window the popup can be as tall as what it shows.
    const height = await popup.evaluate(() => document.documentElement.scrollHeight);
    if (size) await popup.setViewportSize({ ...size, height: Math.max(size.height, height) });
    for (const [scheme, file] of [['light', 'popup.png'] as const, ['dark', 'popup-dark.png'] as const]) {
      if (scheme === 'dark' && !all) break;
      await popup.emulateMedia({ colorScheme: scheme });
      await popup.waitForTimeout(FADE_MS);
      await popup.screenshot({ path: path.join(folder, file) });
    }
    await popup.emulateMedia({ colorScheme: null });
    if (size) await popup.setViewportSize(size);
  }
  if (!all) return;
  const panel = await extension.context.newPage();
  await panel.setViewportSize({ width: 400, height: 900 });
  await panel.emulateMedia({ colorScheme: 'light' });
  await panel.goto(run.address('sidepanel'));
  await panel.waitForTimeout(1500);
  await panel.screenshot({ path: path.join(folder, 'panel.png') });
  await panel.close();
}

/** Badges stand in a closed shadow root, so only the devtools protocol finds them. */
async function badgeShot(call: Page, file: string): Promise<void> {
  const devtools = await call.context().newCDPSession(call);
  try {
    await devtools.send('DOM.getDocument', { depth: 0 });
    const { searchId, resultCount } = await devtools.send('DOM.performSearch', {
      query: '.pill',
      includeUserAgentShadowDOM: true,
    });
    if (resultCount === 0) return;
    const { nodeIds } = await devtools.send('DOM.getSearchResults', { searchId, fromIndex: 0, toIndex: resultCount });
    for (const nodeId of nodeIds) {
      // Hidden badges have no box.
      const model = await devtools.send('DOM.getBoxModel', { nodeId }).catch(() => null);
      if (!model) continue;
      const [x = 0, y = 0] = model.model.border;
      const { width, height } = model.model;
      const margin = 24;
      const { data } = await devtools.send('Page.captureScreenshot', {
        clip: {
          x: Math.max(0, x - margin),
          y: Math.max(0, y - margin),
          width: width + 2 * margin,
          height: height + 2 * margin,
          scale: 4,
        },
      });
      await writeFile(file, Buffer.from(data, 'base64'));
      return;
    }
  } finally {
    await devtools.detach();
  }
}

/** Errors of every part that tells of them. */
function listen({ context, extensionId, serviceWorker }: ExtensionBrowser, errors: string[]): void {
  context.on('weberror', (event) => errors.push(`Error in a page: ${firstLine(event.error())}`));
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    const from = url.includes(extensionId) ? 'Roomtone' : 'The page';
    errors.push(`${from} logged: ${message.text()}${url ? ` (${url})` : ''}`);
  });
  serviceWorker.on('console', (message) => {
    if (message.type() === 'error') errors.push(`Roomtone's service worker logged: ${message.text()}`);
  });
}

function goOn(): void {
  if (stopped.signal.aborted) throw new Failure('Interrupted.');
}

async function packageBytes(): Promise<number | null> {
  const { version } = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8')) as { version: string };
  return stat(path.join(root, 'out', `roomtone-${version}.zip`)).then(
    ({ size }) => size,
    () => null,
  );
}

async function words(): Promise<Record<string, { message: string } | undefined>> {
  return JSON.parse(await readFile(path.join(root, '_locales/en/messages.json'), 'utf8'));
}

async function sentenceOf(key: string | null): Promise<string> {
  return (key && (await words())[key]?.message) || 'Roomtone stopped without saying why.';
}

async function step(name: NonNullable<Snapshot['progress']>['step']): Promise<string> {
  const key = { engine: 'stepEngine', detector: 'stepDetector', expression: 'stepExpression', 'warm-up': 'stepWarmUp' }[
    name
  ];
  return (await words())[key]?.message ?? name;
}

function relative(file: string): string {
  const short = path.relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

process.exit(await main());
