// `npm run try`: the try-it page on the web, in a Chromium without the extension, from a server of its own and from a folder of another's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import german from '../../_locales/de/messages.json' with { type: 'json' };
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { type Served, serveFolder } from '../../harness/static-server.ts';
import { pictureFile } from '../support/atlas.ts';
import { launchBrowser } from '../support/browser.ts';
import { root } from '../support/models.ts';

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { url?: string; initiator?: string } }[];
}

const UNDER = '/some/project/';
const CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

let program: ChildProcess;
/** As `npm run try` serves it. */
let own: string;
/** As a host does that knows nothing of the page, with other pages beside it. */
let other: Served;
let folder: string;
let browser: Browser;

const tried = (...args: string[]) => spawn(process.execPath, ['scripts/try.mjs', ...args], { cwd: root });

/** The address that the program prints once it serves. */
async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The program says nothing.');
  for await (const line of createInterface({ input: stdout })) {
    const [address] = /http:\S+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error('The program ended before it served anything.');
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'roomtone-try-'));
  program = tried('--port', '0');
  own = await addressOf(program);
  other = await serveFolder(path.join(root, 'dist-try'), { under: UNDER });
  browser = await launchBrowser([...CAMERA, `--log-net-log=${path.join(folder, 'log.json')}`]);
});
afterAll(async () => {
  program?.kill('SIGINT');
  await browser?.close();
  await other?.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

async function openFace(page: Page) {
  const laughing = { left: 1300, top: 80, width: 560, height: 560 };
  const buffer = await sharp(pictureFile('sample1.jpg')).extract(laughing).png().toBuffer();
  await page.locator('input[type=file]').first().setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
}

async function answer(page: Page) {
  const start = page.getByRole('button', { name: messages.saveAnswers.message });
  await start.waitFor();
  expect(await start.isDisabled()).toBe(true);
  for (const key of ['purposeRehearse', 'placeEu', 'peopleAlone'] as const)
    await page.getByLabel(messages[key].message).check();
  await start.click();
}

describe.each([
  ['from its own server', () => own],
  ['from a folder of any host', () => other.url],
])('the page on the web, %s', (_, address) => {
  it('asks the three questions once, and reads a face', async () => {
    const page = await opened(address());
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.getByText(messages.tryStays.message).waitFor();
    await openFace(page);
    await answer(page);
    await page.getByText('looks happy').first().waitFor({ timeout: 60_000 });
    await page.getByText(messages.maySelf.message).waitFor();
    await page.reload();
    await openFace(page);
    await page.getByText('looks happy').first().waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

it('asks for no camera before the questions are answered, and shows it then', async () => {
  const page = await opened(own);
  await page.getByRole('button', { name: messages.tryCamera.message }).click();
  await page.getByRole('heading', { name: messages.welcomeTitle.message }).waitFor();
  expect(await page.locator('video').count()).toBe(0);
  await answer(page);
  await page.locator('.stage.mirrored video').waitFor();
  await page.getByText(messages.tryNoFace.message).first().waitFor({ timeout: 60_000 });
  await page.context().close();
});

it('asks again where the answers are to be changed', async () => {
  const page = await opened(own);
  await openFace(page);
  await answer(page);
  await page.getByText('looks happy').first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: messages.openAnswers.message }).click();
  expect(await page.getByLabel(messages.peopleAlone.message).isChecked()).toBe(true);
  for (const key of ['purposeUnderstand', 'peoplePrivate'] as const)
    await page.getByLabel(messages[key].message).check();
  await page.getByText(messages.notStatedEu.message).waitFor();
  await page.getByLabel(messages.stateInformed.message).check();
  await expect.poll(() => page.getByText(messages.notStatedEu.message).count()).toBe(0);
  await page.getByRole('button', { name: messages.saveAnswersAgain.message }).click();
  // What had been read is there still, and each person may be.
  await page.getByText('looks happy').first().waitFor();
  expect(await page.getByText(messages.maySelf.message).count()).toBe(0);
  await page.context().close();
});

it.each([
  ['de-AT', german.tryTitle.message, 'de', 'ltr'],
  ['pl-PL', messages.tryTitle.message, 'en', 'ltr'],
  ['ar-EG', null, 'ar', 'rtl'],
])('speaks to a browser in %s', async (locale, title, language, direction) => {
  const page = await opened(other.url, { locale });
  await page.locator('h1').waitFor();
  if (title) expect(await page.locator('h1').textContent()).toBe(title);
  const html = page.locator('html');
  await expect.poll(() => html.getAttribute('dir')).toBe(direction);
  expect(await html.getAttribute('lang')).toMatch(new RegExp(`^${language}\\b`));
  await page.context().close();
});

it('leads to documents that are there', async () => {
  const page = await opened(other.url);
  await page.locator('footer a').first().waitFor();
  const links = await page.locator('footer a').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
  expect(links.length).toBe(3);
  for (const link of links) {
    await page.goto(link);
    expect(await page.locator('h1').count()).toBe(1);
  }
  await page.context().close();
});

it('asks nobody else for anything, and could not', async () => {
  const page = await opened(other.url);
  await openFace(page);
  await answer(page);
  await page.getByText('looks happy').first().waitFor({ timeout: 60_000 });
  // The other server is another origin.
  const leak = new URL('leak', own).href;
  const refused = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => 'fetched',
        () => 'refused',
      ),
    leak,
  );
  expect(refused).toBe('refused');
  await browser.close();
  const { constants, events }: NetLog = JSON.parse(await readFile(path.join(folder, 'log.json'), 'utf8'));
  const started = constants.logEventTypes.URL_REQUEST_START_JOB;
  const asked = events.flatMap(({ type, params }) => (type === started && params?.url ? [params] : []));
  const by = (origin: string) => asked.flatMap(({ url = '', initiator }) => (initiator === origin ? [url] : []));
  for (const origin of [own, other.url].map((address) => new URL(address).origin)) {
    const urls = by(origin);
    // The engine's files are asked for by its worker: the log has them, too.
    for (const file of ['tryit.js', 'engine-host.js', 'weights.bin', 'kernels'])
      expect(
        urls.some((url) => url.includes(file)),
        file,
      ).toBe(true);
    expect(urls.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
  }
});

it('ends well when it is interrupted, and says what is wrong with a port', async () => {
  const { headers } = await fetch(own);
  // Workers take their policy from here.
  expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
  const taken = tried('--port', new URL(own).port);
  const nonsense = tried('--port', 'many');
  const said = async ({ stderr }: ChildProcess) => {
    const parts: string[] = [];
    for await (const part of stderr ?? []) parts.push(String(part));
    return parts.join('');
  };
  const ended = async (child: ChildProcess) => (await once(child, 'exit'))[0];
  const [words, code, moreWords, otherCode] = await Promise.all([
    said(taken),
    ended(taken),
    said(nonsense),
    ended(nonsense),
  ]);
  expect([code, words]).toEqual([1, `Port ${new URL(own).port} is taken.\n`]);
  expect(otherCode).toBe(2);
  expect(moreWords).toContain('--port is a number up to 65535, not many.');
  const end = ended(program);
  program.kill('SIGINT');
  expect(await end).toBe(0);
  await expect(fetch(own)).rejects.toThrow();
});
