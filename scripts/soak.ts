// Reads a call for hours: people come and go, a chat grows, and every few minutes something is broken. A line a minute, a picture at the end.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import {
  BrowserProblem,
  type ExtensionBrowser,
  launchWithExtension,
  openPopup,
  stopServiceWorkers,
} from '../harness/browser.ts';
import { openPracticeCall } from '../harness/practice-server.ts';
import { buildExtension, readyBrowser, root } from '../harness/ready.ts';
import type { Snapshot } from '../src/call/snapshot.ts';
import { framesPerSecond } from './lib/bench/call-page.ts';
import { oneLine } from './lib/dataset.ts';
import { callersFolder } from './lib/launch.mjs';
import { growing, lineOf, type Minute, type SoakReport, soakChart } from './lib/soak/report.ts';

const USAGE = `Usage: npm run soak [-- --minutes 60 --people 25 --json FILE --plot FILE]

--minutes  how long (default 60)
--people   how many are there, 2 to 49 (default 25)
--json     write the figures to this file
--plot     write the picture to this file, as SVG`;

const MINUTE_MS = 60_000;
/** Something is broken each so many minutes. */
const FAULT_EVERY = 5;
const FROZEN_MS = 5000;
const SETTLE_MS = 3000;
const CHAT = { everyMs: 100, lines: 50 };
const MIB = 2 ** 20;

const FAULTS: readonly { name: string; happen: (page: Page, popup: Page) => Promise<unknown> }[] = [
  { name: 'the service worker was stopped', happen: (_, popup) => stopServiceWorkers(popup) },
  {
    name: 'the engine’s document was closed',
    happen: (_, popup) => popup.evaluate(() => chrome.offscreen.closeDocument()),
  },
  { name: 'the tab stood still for five seconds', happen: (page) => standStill(page) },
  {
    name: 'the switch was clicked twenty times',
    happen: async (_, popup) => {
      const toggle = popup.getByRole('switch').first();
      for (let i = 0; i < 20; i++) await toggle.click();
      // It shows what is, so of clicks that are faster than that the last one counts.
      await new Promise((done) => setTimeout(done, SETTLE_MS));
      if ((await toggle.getAttribute('aria-checked')) === 'false') await toggle.click();
    },
  },
];

process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const text = { type: 'string' } as const;
  let asked: SoakReport['asked'];
  let files: { json?: string; plot?: string };
  try {
    const options = { minutes: text, people: text, json: text, plot: text };
    const { minutes = '60', people = '25', ...rest } = parseArgs({ options }).values;
    asked = { minutes: Number(minutes), people: Number(people) };
    files = rest;
    if (!(asked.minutes > 0)) throw new Error(`--minutes takes a number above 0, not ${minutes}.`);
    if (!(Number.isInteger(asked.people) && asked.people >= 2 && asked.people <= 49))
      throw new Error(`--people takes a whole number from 2 to 49, not ${people}.`);
  } catch (error) {
    console.error(`${oneLine(error)}\n\n${USAGE}`);
    return 2;
  }
  const stopped = new AbortController();
  process.on('SIGINT', () => stopped.abort());
  const ready = { say: console.log, signal: stopped.signal };
  try {
    const browser = await readyBrowser(ready);
    if (!(await buildExtension(ready))) return 1;
    const extension = await launchWithExtension({ headless: true, dist: path.join(root, 'dist'), browser });
    try {
      const report = await soak(extension, asked, stopped.signal);
      const place = (file: string) => path.resolve(callersFolder(), file);
      if (files.json) await writeFile(place(files.json), `${JSON.stringify(report, null, 2)}\n`);
      if (files.plot) await writeFile(place(files.plot), soakChart(report));
      return judged(report);
    } finally {
      await extension.close();
    }
  } catch (error) {
    if (!(error instanceof BrowserProblem)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Says what is wrong. @returns the exit code. */
function judged({ minutes, framesPerSecond: { off, on }, errors }: SoakReport): number {
  const grow = growing(minutes);
  const lost = Math.max(0, ...minutes.map(({ people, known }) => people - known));
  console.log(`The page draws ${off.toFixed(1)} frames a second without us, ${on.toFixed(1)} with us.`);
  console.log(grow.length > 0 ? `Growing: ${grow.join(', ')}.` : 'Nothing grows by more than noise.');
  if (lost > 0) console.log(`${lost} people were not known at the end of a minute.`);
  for (const error of errors) console.log(`Error: ${error}`);
  return grow.length > 0 || lost > 0 || errors.length > 0 ? 1 : 0;
}

async function soak(extension: ExtensionBrowser, asked: SoakReport['asked'], signal: AbortSignal): Promise<SoakReport> {
  const { context } = extension;
  const errors: string[] = [];
  const hear = (from: Page, name: string) => {
    from.on('pageerror', (error) => errors.push(`${name}: ${error}`));
    from.on('console', (said) => {
      const isOurs = /Roomtone|chrome-extension:/.test(said.text() + said.location().url);
      // Of its document that was closed.
      const isAskedFor = said.text().includes('the engine is opened anew');
      if (said.type() === 'error' && isOurs && !isAskedFor) errors.push(`${name}: ${said.text()}`);
    });
  };
  const page = await openPracticeCall(context, { people: asked.people });
  hear(page, 'page');
  const { tab, popup } = await openPopup(extension, page);
  hear(popup, 'popup');
  await page.bringToFront();
  await page.evaluate(() => window.practice.live(Number.POSITIVE_INFINITY));
  await page.evaluate(growChat, CHAT);
  const off = await framesPerSecond(page);
  await popup.getByRole('switch').first().click();
  const watched = await watch(extension, page, popup, tab);
  const minutes: Minute[] = [];
  for (let minute = 1; minute <= asked.minutes && !signal.aborted; minute++) {
    const end = Date.now() + MINUTE_MS;
    const fault = minute % FAULT_EVERY === 0 ? await breakSomething(page, popup, minute / FAULT_EVERY, errors) : null;
    while (Date.now() < end && !signal.aborted) await new Promise((next) => setTimeout(next, 500));
    minutes.push({ minute, ...(await watched()), fault });
    console.log(lineOf(minutes.at(-1) as Minute));
  }
  const on = await framesPerSecond(page);
  const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Chromium ${context.browser()?.version()}`;
  return { machine, asked, minutes, framesPerSecond: { off, on }, errors };
}

/** @param turn from 1. @returns what was done. */
async function breakSomething(page: Page, popup: Page, turn: number, errors: string[]): Promise<string> {
  const { name, happen } = FAULTS[(turn - 1) % FAULTS.length] as (typeof FAULTS)[number];
  await happen(page, popup).catch((error) => errors.push(`${name}: ${error}`));
  return name;
}

async function standStill(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((next) => setTimeout(next, FROZEN_MS));
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await devtools.detach();
}

/** A chat beside the tiles that keeps its last lines. Runs in the page. */
function growChat({ everyMs, lines }: { everyMs: number; lines: number }): void {
  const chat = document.createElement('aside');
  chat.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 200px; height: 100px; overflow: hidden';
  document.body.append(chat);
  setInterval(() => {
    const line = document.createElement('p');
    line.textContent = new Date().toISOString();
    chat.append(line);
    if (chat.childElementCount > lines) chat.firstElementChild?.remove();
  }, everyMs);
}

/** @returns what measures one minute. */
async function watch(
  { context }: ExtensionBrowser,
  page: Page,
  popup: Page,
  tab: number,
): Promise<() => Promise<Omit<Minute, 'minute' | 'fault'>>> {
  const [ofPage, ofPopup] = [await context.newCDPSession(page), await context.newCDPSession(popup)];
  const ofBrowser = await context.browser()?.newBrowserCDPSession();
  if (!ofBrowser) throw new Error('The browser has gone.');
  const heapOf = async (devtools: CDPSession) => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize / MIB;
  };
  const processes = async () => (await ofBrowser.send('SystemInfo.getProcessInfo')).processInfo;
  const renderers = async () => (await processes()).filter(({ type }) => type === 'renderer');
  const isOurs = ({ id }: { id: number }) =>
    readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--extension-process');
  const timeOf = (of: { cpuTime: number }[]) => of.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  let before = { at: Date.now(), cpu: timeOf((await renderers()).filter(isOurs)) };
  return async () => {
    const snapshot = (await popup.evaluate(
      (id) => chrome.tabs.sendMessage(id, { name: 'getSnapshot', payload: null }),
      tab,
    )) as Snapshot;
    const here = await page.evaluate(() =>
      window.practice
        .people()
        .filter((p) => p.onScreen)
        .map((p) => p.name),
    );
    const names = new Set(snapshot.room.participants.map((p) => p.name));
    const all = await renderers();
    const [ours, others] = [all.filter(isOurs), all.filter((one) => !isOurs(one))];
    const memory = (of: { id: number }[]) => Math.max(0, ...of.map(({ id }) => residentOf(id)));
    const now = { at: Date.now(), cpu: timeOf(ours) };
    const processor = (1000 * (now.cpu - before.cpu)) / (now.at - before.at) / os.cpus().length;
    before = now;
    return {
      people: here.length,
      known: here.filter((name) => names.has(name)).length,
      read: snapshot.room.summary.seen,
      looksPerSecond: snapshot.looksPerSecond ?? 0,
      pageShare: snapshot.pageShare ?? 0,
      tickMs: snapshot.tickMs?.median ?? 0,
      pageHeap: await heapOf(ofPage),
      extensionHeap: await heapOf(ofPopup),
      pageMemory: memory(others),
      extensionMemory: memory(ours),
      detached: await detachedNodes(ofPage),
      processor: Math.max(0, processor),
    };
  };
}

/** After a collection of garbage. */
async function detachedNodes(devtools: CDPSession): Promise<number> {
  await devtools.send('DOM.enable');
  const { detachedNodes } = await devtools.send('DOM.getDetachedDomNodes');
  await devtools.send('DOM.disable');
  return detachedNodes.length;
}

/** Resident memory, MiB. */
function residentOf(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * 4096) / MIB;
}
