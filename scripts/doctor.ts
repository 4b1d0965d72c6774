// Opens a page in a browser with Roomtone and says what its adapter finds there, as text to paste into a report.
import path from 'node:path';
import readline from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { type Copy, copyAllowing } from '../harness/allowed.ts';
import { BrowserProblem, type ExtensionBrowser, launchWithExtension, openPopup } from '../harness/browser.ts';
import { buildExtension, readyBrowser, root } from '../harness/ready.ts';
import { oneLine } from './lib/dataset.ts';
import { hasDisplay } from './lib/setup.mjs';

const USAGE = `Usage: npm run doctor -- URL [--headless]

Opens URL with Roomtone in it. Join the call there, then press Enter here to see what is found on the page.
Without a window (--headless, or where there is no display) the page is described once it has been open for five seconds.`;
const SETTLE_MS = 5000;

class UsageError extends Error {}

function readArguments(argv: string[]): { url: URL; headless: boolean } {
  const rest = argv.filter((argument) => argument !== '--headless');
  const [address, more] = rest;
  if (!address || more !== undefined || address.startsWith('--')) throw new UsageError('One address is needed.');
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${address} is no address of a web page; one begins with https://.`);
  return { url, headless: rest.length < argv.length || !hasDisplay() };
}

/** @returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let copy: Copy | null = null;
  let extension: ExtensionBrowser | null = null;
  try {
    const { url, headless } = readArguments(argv);
    const browser = await readyBrowser({ say: console.log });
    if (!(await buildExtension({ say: console.log }))) return 1;
    copy = await copyAllowing(path.join(root, 'dist'), url);
    extension = await launchWithExtension({ headless, dist: copy.dist, browser });
    return await examine(extension, url, headless);
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
    else console.error(error instanceof BrowserProblem ? error.message : oneLine(error));
    return 1;
  } finally {
    await extension?.close();
    await copy?.remove();
  }
}

/** Rejects with a sentence for people. */
export async function openPage(page: Page, { href }: URL): Promise<void> {
  await page.goto(href, { waitUntil: 'domcontentloaded' }).catch((error) => {
    const [reason = oneLine(error)] = /net::\w+/.exec(oneLine(error)) ?? [];
    throw new Error(`${href} could not be opened (${reason}). Is the address right, and does this machine reach it?`);
  });
}

async function examine(extension: ExtensionBrowser, url: URL, headless: boolean): Promise<number> {
  const { context } = extension;
  const page = context.pages()[0] ?? (await context.newPage());
  await openPage(page, url);
  // A page of the extension's own: the service worker may sleep when it is needed.
  const { tab, popup: asker } = await openPopup(extension, page);
  await page.bringToFront();
  const describe = () =>
    asker.evaluate(
      (id) => chrome.tabs.sendMessage(id, { name: 'describePage', payload: null }),
      tab,
    ) as Promise<string>;
  if (headless) {
    await page.waitForTimeout(SETTLE_MS);
    console.log(await describe());
    return 0;
  }
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<null>((resolve) => {
    page.once('close', () => resolve(null));
    context.once('close', () => resolve(null));
    terminal.once('close', () => resolve(null));
  });
  for (;;) {
    const question = terminal
      .question('\nJoin the call in the window, then press Enter; Ctrl-C ends. ')
      .catch(() => null);
    if ((await Promise.race([question, closed])) === null) break;
    console.log(await describe().catch(oneLine));
  }
  terminal.close();
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main(process.argv.slice(2));
