// Opens Firefox with Roomtone inside, over WebDriver BiDi, and a practice call in it.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer-core';
import { GECKO_ID } from '../scripts/lib/manifest.ts';
import type { Answers } from '../src/call/consent/answers.ts';
import type { Snapshot } from '../src/call/snapshot.ts';
import type { PageMessages, Payload, Reply } from '../src/messaging/messages.ts';
import { PRACTICE_ANSWERS } from './browser.ts';
import { LAYOUTS, type PracticeOptions, practiceSite, prepareCast } from './practice-server.ts';

const ON_PATH = ['firefox-esr', 'firefox'];
const OPEN_MS = 20_000;
/** Firefox gives each profile another address of the extension, unless it is told. */
const UUID = '6c3ad0cf-2b1e-4bb0-9a53-5e5e2a3d6a11';

/** FIREFOX_PATH, then PATH; null where there is none. */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | null {
  const programs = env.FIREFOX_PATH ? [env.FIREFOX_PATH] : ON_PATH;
  return programs.find((program) => spawnSync(program, ['--version'], { timeout: 20_000 }).status === 0) ?? null;
}

export interface Firefox {
  browser: Browser;
  /** Opens a page of the extension in a tab. */
  open(file: string): Promise<Page>;
  close(): Promise<void>;
}

export interface FirefoxOptions {
  /** The extension built for Firefox: its folder, or its zip. */
  dist: string;
  headless: boolean;
  /** How the three questions have been answered; null leaves them open. */
  answers?: Answers | null;
  /** More preferences, by name. */
  prefs?: Record<string, string | number | boolean>;
}

export async function launchFirefox(
  program: string,
  { dist, headless, answers = PRACTICE_ANSWERS, prefs = {} }: FirefoxOptions,
): Promise<Firefox> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: whereIs(program),
    headless,
    // Without it no page of an extension can be opened.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }),
      'media.autoplay.default': 0,
      ...prefs,
    },
  });
  const firefox: Firefox = {
    browser,
    open: (file) => openOwnPage(browser, `moz-extension://${UUID}/${file}`),
    close: () => browser.close(),
  };
  try {
    await browser.installExtension(path.resolve(dist));
    if (answers) {
      const page = await firefox.open('options.html');
      await page.evaluate((given) => chrome.storage.local.set({ answers: given }), answers as never);
      await page.close();
    }
  } catch (error) {
    await browser.close();
    throw error;
  }
  return firefox;
}

/** Firefox tells nothing of the loading of an extension's pages, so it is asked. */
async function openOwnPage(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage();
  void page.goto(address, { timeout: OPEN_MS }).catch(() => {});
  const end = Date.now() + OPEN_MS;
  const isThere = () =>
    page.evaluate((url) => location.href.startsWith(url) && document.readyState === 'complete', address);
  // The page that was there before goes while it is asked.
  while (!(await isThere().catch(() => false))) {
    if (Date.now() > end) throw new Error(`Firefox does not open ${address}.`);
    await new Promise((next) => setTimeout(next, 100));
  }
  return page;
}

/** Puppeteer takes a path alone. */
function whereIs(program: string): string {
  if (path.isAbsolute(program)) return program;
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
}

export interface FirefoxCall {
  page: Page;
  /** The popup, in a tab. */
  popup: Page;
  ask<N extends keyof PageMessages>(name: N, payload: Payload<N>): Promise<Reply<N>>;
  snapshot(): Promise<Snapshot>;
  /** Clicks the popup's switch. */
  switchOn(): Promise<void>;
}

/** Resolves when everybody's camera is on. */
export async function openCallInFirefox(firefox: Firefox, options: PracticeOptions = {}): Promise<FirefoxCall> {
  const { browser } = firefox;
  const layout = LAYOUTS[options.layout ?? 'meet'];
  const { invitation, files } = options.cast ?? (await prepareCast(options));
  const answer = await practiceSite(layout, invitation, files);
  const page = await browser.newPage();
  await page.setRequestInterception(true);
  const give = async (request: HTTPRequest) => {
    const { file, contentType, ...given } = answer(new URL(request.url()).pathname);
    const body = file ? await readFile(file) : (given.body ?? '');
    await request.respond({ ...given, ...(contentType && { contentType }), body });
  };
  // The page may be gone by then.
  page.on('request', (request) => void give(request).catch(() => {}));
  await page.goto(layout.url);
  await page.waitForFunction(() => window.practice?.ready(), { timeout: 90_000, polling: 200 });
  const finder = await firefox.open('popup.html');
  const tab = await finder.evaluate(async (url) => {
    const tabs = await chrome.tabs.query({});
    return tabs.find((one) => one.url === url)?.id ?? -1;
  }, layout.url);
  await finder.close();
  const popup = await firefox.open(`popup.html?tab=${tab}`);
  await page.bringToFront();
  const ask = ((name, payload) =>
    popup.evaluate((id, message) => chrome.tabs.sendMessage(id, message), tab, {
      name,
      payload,
    } as never)) as FirefoxCall['ask'];
  return {
    page,
    popup,
    ask,
    snapshot: () => ask('getSnapshot', null),
    // Clicking needs the tab in front; the call would be in the background then.
    switchOn: () => popup.$eval('[role=switch]', (element) => (element as HTMLElement).click()),
  };
}
