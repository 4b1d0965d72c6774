// Takes the README's pictures from the practice call. The people in the sample pictures were not asked, so their faces
// are blurred on screen; the extension reads the videos themselves and is not disturbed by it.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { launchWithExtension } from '../harness/browser.ts';
import { openPracticeCall } from '../harness/practice-server.ts';

const USAGE = `Usage: npm run pictures

Takes README's pictures from the practice call, in seven minutes. Needs the built extension in dist/.`;

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit();
}

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs');
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

const { context, serviceWorker, extensionId, close } = await launchWithExtension({
  headless: true,
  dist: path.join(root, 'dist'),
});
try {
  await mkdir(folder, { recursive: true });
  const call = await openPracticeCall(context, { people: 8, still: true });
  await call.bringToFront();
  await call.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('main video { filter: blur(5px); }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    // A name that looks like markup is a good test and a puzzling picture.
    for (const name of document.querySelectorAll('main span.notranslate'))
      name.textContent = name.textContent?.replace(/<\/?b>/g, '') ?? '';
  });
  const tab = await serviceWorker.evaluate(async () => (await chrome.tabs.query({ active: true }))[0]?.id ?? -1);
  const open = async (name: string, width: number, height: number, scheme: 'light' | 'dark' = 'light') => {
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
  await save(call, 'call');
  await save(popup, 'popup');
  await popup.emulateMedia({ colorScheme: 'dark' });
  await save(popup, 'popup-dark');
  const panel = await open('sidepanel', 400, 900, 'dark');
  await save(panel, 'panel');
  await panel.emulateMedia({ colorScheme: 'light' });
  await panel.getByRole('button', { name: 'Speaker’s view' }).click();
  await panel.setViewportSize({ width: 400, height: 560 });
  await save(panel, 'speaker', false);
  await save(await open('report', 960, 900), 'report');
  await save(await open('options', 820, 900), 'settings');
  await save(await open('welcome', 820, 900), 'welcome');
  await serviceWorker.evaluate(() => chrome.storage.sync.set({ mode: 'movements-each' }));
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
  const speaker = await open('sidepanel', 400, 900, 'dark');
  await speaker.getByRole('button', { name: 'Speaker’s view' }).click();
  await speaker.setViewportSize({ width: 400, height: 560 });
  await save(speaker, 'moving-speaker', false);
} finally {
  await close();
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
  await page.bringToFront();
  await page.waitForTimeout(1500);
  const shot = await page.screenshot({ fullPage: whole });
  // A palette makes flat pages a third of the size; the call's video needs a photograph's format.
  const file = path.join(folder, `${name}.${isOfCall(name) ? 'webp' : 'png'}`);
  const picture = sharp(shot);
  await (isOfCall(name) ? picture.webp({ quality: 88 }) : picture.png({ palette: true })).toFile(file);
  console.log(path.relative(root, file));
}
