// Takes the pictures of README and of the stores from the practice call. The people in the sample pictures were not asked, so their faces
// are blurred on screen; the extension reads the videos themselves and is not disturbed by it.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { type ExtensionBrowser, launchWithExtension } from '../harness/browser.ts';
import { openPracticeCall } from '../harness/practice-server.ts';
import type { Mode } from '../src/call/consent/policy.ts';
import { TILES, tileSvg } from './lib/store/tiles.ts';

const USAGE = `Usage: npm run pictures [-- --only readme|store]

Takes the pictures of README and of the stores from the practice call, in nine minutes. Needs the built extension in dist/.

--only  those of README, in docs/, or those of the stores, in docs/store/pictures/`;

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs');
/** A screenshot in a store, pixels. */
const STORE = { width: 1280, height: 800 };
/** The browser's own: no popup is taller, and a side panel is as wide. */
const POPUP = { width: 360, height: 600 };
const PANEL_WIDTH = 400;
/** What happens in the call until then, in seconds; smiles from -1 (the mouth's corners down) to 1, of the people in order, the last again for the rest. */
const PLAN: readonly { at: number; smiles?: readonly number[]; cameraOff?: number; cameraOn?: number }[] = [
  { at: 75, smiles: [1, 1, 1, 1, 1, 1, -1] },
  { at: 92, smiles: [0, -1, -0.6, -1, -1, 0, -1] },
  { at: 150, cameraOff: 4 },
  { at: 190, smiles: [1, -1, 0.2, 0, -1] },
  { at: 230, cameraOn: 4 },
  { at: 255, smiles: [1, 1, 1, 0, 1, 1, 0] },
  { at: 280, smiles: [-1] },
  { at: 345, smiles: [1, 0, 0, 1, 1, 1, 1, 0.8] },
  { at: 366, smiles: [0, -1, 0, 0, -0.4, -0.2, -1] },
];
const WATCH_SECONDS = 372;
/** The same people in the mode for movements alone, after that: who smiles and who nods, by their place. */
const MOVING: readonly { seconds: number; smiling?: readonly number[]; nodding?: readonly number[] }[] = [
  { seconds: 20 },
  { seconds: 14, smiling: [0, 1, 2, 3, 4, 5] },
  { seconds: 16 },
  { seconds: 12, nodding: [0, 1, 2, 6, 7] },
  { seconds: 14 },
  { seconds: 6, smiling: [1, 2, 3, 4], nodding: [0, 7] },
];

/** @returns the exit code. */
async function main(): Promise<number> {
  const { only, help } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } }).values;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (only !== undefined && only !== 'readme' && only !== 'store') {
    console.error(`--only takes no ${only}.\n\n${USAGE}`);
    return 2;
  }
  await mkdir(path.join(folder, 'store/pictures'), { recursive: true });
  const browser = await launchWithExtension({ headless: true, dist: path.join(root, 'dist') });
  try {
    const room = await readRoom(browser);
    if (only !== 'readme') await takeForStores(room);
    if (only !== 'store') await takeForReadme(room);
    return 0;
  } finally {
    await browser.close();
  }
}

type Scheme = 'light' | 'dark';

interface ReadRoom {
  call: Page;
  popup: Page;
  /** Opens a page of the extension for the call. */
  open(name: string, width: number, height: number, scheme?: Scheme): Promise<Page>;
  setMode(mode: Mode): Promise<void>;
}

/** A call of eight that has been read for as long as PLAN says. */
async function readRoom({ context, serviceWorker, extensionId }: ExtensionBrowser): Promise<ReadRoom> {
  const call = await openPracticeCall(context, { people: 8, still: true });
  await call.bringToFront();
  await call.evaluate(() => {
    const sheet = new CSSStyleSheet();
    // Larger faces need more.
    sheet.replaceSync(
      'main video { filter: blur(5px); } @media (min-height: 721px) { main video { filter: blur(7px); } }',
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    // A name that looks like markup is a good test and a puzzling picture.
    for (const name of document.querySelectorAll('main span.notranslate'))
      name.textContent = name.textContent?.replace(/<\/?b>/g, '') ?? '';
  });
  const tab = await serviceWorker.evaluate(async () => (await chrome.tabs.query({ active: true }))[0]?.id ?? -1);
  const open = async (name: string, width: number, height: number, scheme: Scheme = 'light') => {
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`chrome-extension://${extensionId}/${name}.html?tab=${tab}`);
    return page;
  };
  await smile(call, [-0.3, -1]);
  const popup = await open('popup', 360, 720);
  await popup.getByRole('switch').first().click();
  await call.bringToFront();
  console.log(`Reading for ${WATCH_SECONDS} seconds …`);
  let now = 0;
  for (const { at, smiles, cameraOff, cameraOn } of PLAN) {
    await call.waitForTimeout((at - now) * 1000);
    now = at;
    if (smiles) await smile(call, smiles);
    await call.evaluate(
      async ([off, on]) => {
        const ids = window.practice.people().map(({ id }) => id);
        if (off !== undefined) window.practice.cameraOff(ids[off] ?? '');
        if (on !== undefined) await window.practice.cameraOn(ids[on] ?? '');
      },
      [cameraOff, cameraOn] as const,
    );
  }
  await call.waitForTimeout((WATCH_SECONDS - now) * 1000);
  return {
    call,
    popup,
    open,
    setMode: (mode) => serviceWorker.evaluate((to) => chrome.storage.sync.set({ mode: to }), mode),
  };
}

async function takeForReadme({ call, popup, open, setMode }: ReadRoom): Promise<void> {
  await save(call, 'call');
  await save(popup, 'popup');
  await popup.emulateMedia({ colorScheme: 'dark' });
  await save(popup, 'popup-dark');
  const panel = await open('sidepanel', PANEL_WIDTH, 900, 'dark');
  await save(panel, 'panel');
  await panel.emulateMedia({ colorScheme: 'light' });
  await panel.getByRole('button', { name: 'Speaker’s view' }).click();
  await panel.setViewportSize({ width: PANEL_WIDTH, height: 560 });
  await save(panel, 'speaker', false);
  await save(await open('report', 960, 900), 'report');
  await save(await open('options', 820, 900), 'settings');
  await save(await open('welcome', 820, 900), 'welcome');
  await setMode('movements-each');
  await call.bringToFront();
  for (const { seconds, smiling = [], nodding = [] } of MOVING) {
    await call.evaluate(
      ([smiles, nods]) => {
        for (const [i, { id }] of window.practice.people().entries()) {
          window.practice.smile(id, smiles.includes(i) ? 1 : -0.6);
          window.practice.move(id, nods.includes(i) ? 'nodding' : null);
        }
      },
      [smiling, nodding] as const,
    );
    await call.waitForTimeout(seconds * 1000);
  }
  await save(call, 'moving-call');
  await save(popup, 'moving-dark');
  await popup.emulateMedia({ colorScheme: 'light' });
  await save(popup, 'moving');
  const speaker = await open('sidepanel', PANEL_WIDTH, 900, 'dark');
  await speaker.getByRole('button', { name: 'Speaker’s view' }).click();
  await speaker.setViewportSize({ width: PANEL_WIDTH, height: 560 });
  await save(speaker, 'moving-speaker', false);
}

/** Five screenshots and two tiles. Popup and side panel lie where the browser would put them. */
async function takeForStores({ call, popup, open }: ReadRoom): Promise<void> {
  await call.setViewportSize(STORE);
  const whole = await shot(call, false);
  await keep('1-call', whole);
  await popup.setViewportSize(POPUP);
  const { width, height } = POPUP;
  const edge = sharp({ create: { width: width + 2, height: height + 2, channels: 4, background: '#85888d' } }).png();
  const left = STORE.width - width - 24;
  await keep(
    '2-popup',
    await sharp(whole)
      .composite([
        { input: await edge.toBuffer(), left: left - 1, top: 7 },
        { input: await shot(popup, false), left, top: 8 },
      ])
      .png()
      .toBuffer(),
  );
  await call.setViewportSize({ ...STORE, width: STORE.width - PANEL_WIDTH });
  const panel = await open('sidepanel', PANEL_WIDTH, STORE.height, 'dark');
  const besides = await shot(panel, false);
  const narrow = await shot(call, false);
  await keep(
    '3-panel',
    await sharp({ create: { ...STORE, channels: 3, background: '#000' } })
      .composite([
        { input: narrow, left: 0, top: 0 },
        { input: besides, left: STORE.width - PANEL_WIDTH, top: 0 },
      ])
      .png()
      .toBuffer(),
  );
  await panel.close();
  await keep('4-report', await shot(await open('report', STORE.width, STORE.height), false));
  await keep('5-questions', await shot(await open('welcome', STORE.width, STORE.height), false));
  // An empty page: those of the extension allow no style but their own.
  const tile = await call.context().newPage();
  for (const [name, [tileWidth, tileHeight]] of Object.entries(TILES) as [
    keyof typeof TILES,
    readonly [number, number],
  ][]) {
    await tile.setViewportSize({ width: tileWidth, height: tileHeight });
    await tile.setContent(`<style>body { margin: 0 } svg { display: block }</style>${tileSvg(name)}`);
    await keep(name, await tile.screenshot());
  }
  await popup.setViewportSize({ width: 360, height: 720 });
  await call.setViewportSize({ width: 1280, height: 720 });
}

/** A palette makes flat pages a third of the size, and blurred faces lose nothing that is to be seen. */
const inPalette = (picture: Sharp) => picture.png({ palette: true, quality: 95 });

async function keep(name: string, picture: Buffer): Promise<void> {
  const file = path.join(folder, 'store/pictures', `${name}.png`);
  await inPalette(sharp(picture)).toFile(file);
  console.log(path.relative(root, file));
}

async function shot(page: Page, fullPage: boolean): Promise<Buffer> {
  await page.bringToFront();
  await page.waitForTimeout(1500);
  return page.screenshot({ fullPage });
}

async function smile(call: Page, smiles: readonly number[]) {
  await call.evaluate((amounts) => {
    for (const [i, { id }] of window.practice.people().entries())
      window.practice.smile(id, amounts[i] ?? amounts.at(-1) ?? 0);
  }, smiles);
}

function isOfCall(name: string): boolean {
  return name.endsWith('call');
}

async function save(page: Page, name: string, whole = !isOfCall(name)) {
  const file = path.join(folder, `${name}.${isOfCall(name) ? 'webp' : 'png'}`);
  const picture = sharp(await shot(page, whole));
  // The call's video needs a photograph's format.
  await (isOfCall(name) ? picture.webp({ quality: 88 }) : picture.png({ palette: true })).toFile(file);
  console.log(path.relative(root, file));
}

process.exitCode = await main();
