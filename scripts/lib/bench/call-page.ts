// What reading costs a call's own page: the built extension in the practice call, watched by the browser's profiler.
import type { Page } from 'playwright-core';
import { type Browser, launchWithExtension, openPopup } from '../../../harness/browser.ts';
import { openPracticeCall } from '../../../harness/practice-server.ts';
import type { Snapshot } from '../../../src/call/snapshot.ts';
import { table } from '../card/format.ts';

export interface PageRow {
  tiles: number;
  /** People who are read at the end. */
  read: number;
  /** At each person, median. */
  looksPerSecond: number;
  /** The part of the page's main thread that is spent under our scripts, 0..1, by the profiler. */
  pageShare: number;
  /** For so long at most the thread was ours in one go, milliseconds. */
  longestMs: number;
  /** Frames that the page draws a second, before reading is on and while it is. */
  framesPerSecond: { off: number; on: number };
}

export interface PageReport {
  machine: { cpu: string; cores: number; browser: string };
  rows: PageRow[];
}

/** Reading is begun so long before it is measured, milliseconds: the pace has settled by then. */
const SETTLE_MS = 25_000;
const WATCH_MS = 20_000;
const FRAMES_MS = 8000;
const START_MS = 120_000;
/** Between two samples of the profiler, microseconds. */
const SAMPLE_US = 500;

export async function measurePage(tiles: number, dist: string, browser: Browser): Promise<PageRow> {
  const extension = await launchWithExtension({ headless: true, dist, browser });
  try {
    const page = await openPracticeCall(extension.context, { people: tiles });
    const { tab, popup } = await openPopup(extension, page);
    await page.bringToFront();
    const snapshot = () =>
      popup.evaluate(
        (id) => chrome.tabs.sendMessage(id, { name: 'getSnapshot', payload: null }),
        tab,
      ) as Promise<Snapshot>;
    await page.evaluate(() => window.practice.live(Number.POSITIVE_INFINITY));
    await page.waitForTimeout(5000);
    const off = await framesPerSecond(page);
    await popup.getByRole('switch').first().click();
    await untilRead(page, snapshot, tiles);
    await page.waitForTimeout(SETTLE_MS);
    const on = await framesPerSecond(page);
    const profiled = await profile(page);
    const { looksPerSecond, room } = await snapshot();
    const read = room.summary.seen;
    return { tiles, read, looksPerSecond: looksPerSecond ?? 0, ...profiled, framesPerSecond: { off, on } };
  } finally {
    await extension.close();
  }
}

/** Most of them: a few look down all the time. */
async function untilRead(page: Page, snapshot: () => Promise<Snapshot>, tiles: number): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await page.waitForTimeout(500))
    if ((await snapshot()).room.summary.seen >= 0.8 * tiles) return;
}

export function framesPerSecond(page: Page): Promise<number> {
  return page.evaluate(async (ms) => {
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < ms) {
      await new Promise(requestAnimationFrame);
      frames++;
    }
    return (1000 * frames) / (performance.now() - start);
  }, FRAMES_MS);
}

interface ProfileNode {
  id: number;
  callFrame: { url: string };
  children?: number[];
}

async function profile(page: Page): Promise<Pick<PageRow, 'pageShare' | 'longestMs'>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Profiler.enable');
  await devtools.send('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  await devtools.send('Profiler.start');
  await page.waitForTimeout(WATCH_MS);
  const { profile } = await devtools.send('Profiler.stop');
  return costOf(profile as { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] });
}

/** @param timeDeltas before each sample, microseconds. */
export function costOf(profile: {
  nodes: readonly ProfileNode[];
  samples: readonly number[];
  timeDeltas: readonly number[];
}): Pick<PageRow, 'pageShare' | 'longestMs'> {
  const ours = new Set<number>();
  // Whatever is called by us is ours; parents come first.
  for (const { id, callFrame, children = [] } of profile.nodes) {
    if (callFrame.url.startsWith('chrome-extension:')) ours.add(id);
    if (ours.has(id)) for (const child of children) ours.add(child);
  }
  let [all, sum, run, longest] = [0, 0, 0, 0];
  for (const [i, id] of profile.samples.entries()) {
    const us = profile.timeDeltas[i] ?? 0;
    all += us;
    run = ours.has(id) ? run + us : 0;
    if (ours.has(id)) sum += us;
    longest = Math.max(longest, run);
  }
  return { pageShare: sum / all, longestMs: longest / 1000 };
}

const HEADER = ['tiles', 'looks a second', 'of the page’s thread', 'longest', 'frames a second, off and on', 'read'];

export function pageTable(rows: readonly PageRow[]): string {
  const lines = rows.map(({ tiles, read, looksPerSecond, pageShare, longestMs, framesPerSecond: { off, on } }) => [
    String(tiles),
    looksPerSecond.toFixed(1),
    `${(100 * pageShare).toFixed(1)} %`,
    `${longestMs.toFixed(0)} ms`,
    `${off.toFixed(1)} and ${on.toFixed(1)}`,
    String(read),
  ]);
  return table(HEADER, lines);
}

/** What README.md says of it. */
export function pageFigures({ machine, rows }: PageReport): string {
  return `${pageTable(rows)}

In the practice call, whose cameras are real WebRTC videos that this page also draws, sends and receives; ${machine.cpu}, ${machine.cores} cores, ${machine.browser}. The profiler
also counts what was ours but waited for the processor. By the pace's own clock, which leaves that out, looks become fewer before they take more than 2 %.`;
}
