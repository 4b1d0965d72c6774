// Measures our engine beside others in one Chromium, on the same pictures, backend by backend, in turns.
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser as Chromium, chromium, type Page } from 'playwright-core';
import type { BenchPage } from '../bench/page.ts';
import { type Browser, BrowserProblem, browserFlags } from '../harness/browser.ts';
import { buildExtension, readyBrowser, root } from '../harness/ready.ts';
import type { BackendName } from '../src/engine/types.ts';
import { measurePage, type PageReport, pageTable } from './lib/bench/call-page.ts';
import { tilePictures } from './lib/bench/pictures.ts';
import { type BenchReport, describe, median, OURS, type Row } from './lib/bench/report.ts';
import { serveBench } from './lib/bench/server.ts';
import { oneLine } from './lib/dataset.ts';
import { callersFolder } from './lib/launch.mjs';

const BACKENDS: BackendName[] = ['wasm', 'webgl', 'webgpu'];
const SIZES = [1, 4, 9, 16, 25, 49];
/** Who takes part; `trick` is its own best way to be faster than tile by tile. */
const ENTRANTS = [
  { engine: OURS, page: 'roomtone', trick: false },
  { engine: 'human', page: 'human', trick: false },
  { engine: 'face-api', page: 'face-api', trick: false },
  { engine: 'human, trick', page: 'human', trick: true },
  { engine: 'face-api, trick', page: 'face-api', trick: true },
];
/** How long the runs of one size may take together, and how many there are at least and at most. */
const BUDGET_MS = 15_000;
const RUNS = { least: 3, most: 15 };
/** Who needs longer for a tick is not measured in larger rooms, milliseconds: a processor that plays a GPU would take hours. */
const SLOWEST_MS = 15_000;
/** Between two ticks: what one engine leaves to be cleared away in its own process is not paid for by the next. */
const REST_MS = 200;

/** What a call's page is measured with unless something else is asked for. */
const PAGE_SIZES = [9, 25, 49];

const USAGE = `Usage: npm run bench [-- --backends wasm,webgl --tiles 1,9,49 --json FILE]
       npm run bench -- --page [--tiles 9,25,49 --json FILE]

--backends  some of ${BACKENDS.join(',')} (default all)
--page      what reading takes of a call's own page, in the practice call
--tiles     some of ${SIZES.join(',')} (default all; of a page ${PAGE_SIZES.join(',')})
--json      write the figures to this file too`;

class UsageError extends Error {}

interface Options {
  backends: BackendName[];
  sizes: number[];
  page: boolean;
  json: string | null;
}

function readArguments(argv: string[]): Options {
  const text = { type: 'string' } as const;
  let values: { backends?: string; tiles?: string; json?: string; page?: boolean };
  try {
    const options = { backends: text, tiles: text, json: text, page: { type: 'boolean' } } as const;
    values = parseArgs({ args: argv, options }).values;
  } catch (error) {
    throw new UsageError(oneLine(error));
  }
  const some = <T>(list: string | undefined, all: T[], option: string): T[] => {
    const wanted = list?.split(',');
    const unknown = wanted?.find((name) => !all.map(String).includes(name));
    if (unknown !== undefined) throw new UsageError(`${option} knows ${all.join(', ')}, not ${unknown}.`);
    return wanted ? all.filter((one) => wanted.includes(String(one))) : all;
  };
  const { page = false } = values;
  if (page && values.backends)
    throw new UsageError('--page measures what the extension chooses; it takes no --backends.');
  return {
    backends: some(values.backends, BACKENDS, '--backends'),
    sizes: page && !values.tiles ? PAGE_SIZES : some(values.tiles, SIZES, '--tiles'),
    page,
    json: values.json ? path.resolve(callersFolder(), values.json) : null,
  };
}

type InPage = Window & { bench: BenchPage };

/** @returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    const { backends, sizes, page, json } = readArguments(argv);
    const ready = await readyBrowser({ say: console.log, signal: new AbortController().signal });
    if (page) return await measurePages(sizes, ready, json);
    const { path: executablePath } = ready;
    const most = Math.max(...sizes);
    const server = await serveBench(await tilePictures(most));
    const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
    try {
      const report: BenchReport = {
        machine: {
          cpu: os.cpus()[0]?.model.trim() ?? '',
          cores: os.cpus().length,
          browser: `Chromium ${browser.version()}`,
          gpu: '',
        },
        rows: [],
        peak: { wasm: null, relaxed: null, webgl: null },
        reached: null,
      };
      await measurePeak(browser, server.address, report);
      for (const backend of backends) {
        report.rows.push(...(await measureBackend(browser, server.address, backend, sizes)));
        // What has been measured is kept, whatever happens later.
        if (json) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
      }
      console.log(describe(report));
      return 0;
    } finally {
      await browser.close();
      server.close();
    }
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else if (error instanceof BrowserProblem) console.error(error.message);
    else throw error;
    return 1;
  }
}

/** @returns the exit code. */
async function measurePages(sizes: readonly number[], browser: Browser, json: string | null): Promise<number> {
  if (!(await buildExtension({ say: console.log }))) return 1;
  const machine = { cpu: os.cpus()[0]?.model.trim() ?? '', cores: os.cpus().length, browser: browser.version };
  const report: PageReport = { machine, rows: [] };
  for (const tiles of sizes) {
    console.log(`A call of ${tiles} …`);
    report.rows.push(await measurePage(tiles, path.join(root, 'dist'), browser));
    // What has been measured is kept, whatever happens later.
    if (json) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  console.log(pageTable(report.rows));
  return 0;
}

/** Pages take turns, and those that wait must not be slowed down for being in the background. */
const FLAGS = [
  ...browserFlags(),
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // Where there is no GPU, WebGPU is there only on request.
  '--enable-unsafe-webgpu',
];

async function measurePeak(browser: Chromium, address: string, report: BenchReport): Promise<void> {
  const page = await browser.newPage();
  await page.goto(address);
  const { gpu, share, ...peak } = await page.evaluate(async () => {
    const script = '/bench/peak.js';
    const { wasmPeak, webglPeak } = (await import(script)) as typeof import('../bench/peak.ts');
    const another = '/bench/share.js';
    const { wasmShare } = (await import(another)) as typeof import('../bench/share.ts');
    const module = await (await fetch('/peak.wasm')).arrayBuffer();
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    const renderer = gl?.getExtension('WEBGL_debug_renderer_info');
    return {
      gpu: gl && renderer ? String(gl.getParameter(renderer.UNMASKED_RENDERER_WEBGL)) : '',
      wasm: await wasmPeak(module, false),
      relaxed: await wasmPeak(module, true),
      webgl: webglPeak(),
      share: await wasmShare(),
    };
  });
  report.machine.gpu = gpu;
  report.peak = peak;
  report.reached = { ...share, of: peak.relaxed ?? peak.wasm ?? Number.NaN };
  await page.close();
}

interface Running {
  engine: string;
  trick: boolean;
  page: Page;
  firstResultMs: number;
  bytes: number;
}

async function measureBackend(
  browser: Chromium,
  address: string,
  backend: BackendName,
  sizes: number[],
): Promise<Row[]> {
  const running: Running[] = [];
  for (const { engine, page: name, trick } of ENTRANTS) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    try {
      await page.goto(address);
      await page.evaluate(([engine, count]) => (window as unknown as InPage).bench.load(engine, count), [
        name,
        Math.max(...sizes),
      ] as const);
      const started = await page.evaluate((name) => (window as unknown as InPage).bench.start(name), backend);
      running.push({ engine, trick, page, ...started });
    } catch (error) {
      console.log(`${engine} does not run on ${backend} here: ${oneLine(error)}`);
      await context.close();
    }
  }
  const rows: Row[] = [];
  let able = running;
  const drop = (entrant: Running, why: string) => {
    process.stderr.write(`${entrant.engine} on ${backend}: ${why}; it sits out the larger rooms.\n`);
    able = able.filter((one) => one !== entrant);
  };
  for (const tiles of sizes) {
    const measured = await measureSize(able, backend, tiles, drop);
    rows.push(...measured.map(({ row }) => row));
    for (const { row, entrant } of measured)
      if (row.msPerTick > SLOWEST_MS) drop(entrant, `${Math.round(row.msPerTick / 1000)} s a tick`);
  }
  for (const { page } of running) await page.context().close();
  return rows;
}

async function measureSize(
  able: Running[],
  backend: BackendName,
  tiles: number,
  drop: (entrant: Running, why: string) => void,
): Promise<{ row: Row; entrant: Running }[]> {
  const ticks = new Map(able.map((entrant) => [entrant, [] as Awaited<ReturnType<BenchPage['tick']>>[]]));
  const tick = async (entrant: Running) => {
    try {
      const { page, trick } = entrant;
      return await page.evaluate(([count, trick]) => (window as unknown as InPage).bench.tick(count, trick), [
        tiles,
        trick,
      ] as const);
    } catch (error) {
      ticks.delete(entrant);
      drop(entrant, oneLine(error));
      return null;
    }
  };
  // Whoever takes all tiles at once prepares for their number in the first tick.
  for (const entrant of able) if (entrant.engine === OURS || entrant.trick) await tick(entrant);
  const began = performance.now();
  let runs = 0;
  while (runs < RUNS.least || (runs < RUNS.most && performance.now() - began < BUDGET_MS)) {
    runs++;
    for (const [entrant, done] of ticks) {
      await new Promise((rested) => setTimeout(rested, REST_MS));
      const one = await tick(entrant);
      if (one) done.push(one);
    }
  }
  process.stderr.write(`${backend}, ${tiles} tiles: ${runs} runs\n`);
  return Promise.all(
    [...ticks].map(async ([entrant, done]) => {
      const { engine, page, firstResultMs, bytes } = entrant;
      const ms = done.map((one) => one.ms);
      const msPerTick = median(ms);
      const found = done[0]?.found ?? 0;
      const row = {
        engine,
        backend,
        tiles,
        msPerTick,
        min: Math.min(...ms),
        max: Math.max(...ms),
        facesPerSecond: (1000 * found) / msPerTick,
        firstResultMs,
        bytes,
        found,
        inCallMs: median(done.map((one) => one.inCallMs)),
        peakTensors: await page.evaluate(() => (window as unknown as InPage).bench.peakTensors()),
      };
      return { row, entrant };
    }),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
