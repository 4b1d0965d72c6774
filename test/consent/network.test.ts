// Nothing leaves: the browser's own log of the network over a whole session, everything switched on, names no request of the extension.
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchWithExtension } from '../../harness/browser.ts';
import { openPracticeCall } from '../../harness/practice-server.ts';
import { type Call, DIST, enterCall } from '../support/extension.ts';

interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { url?: string; initiator?: string; host?: string } }[];
}

describe('over a whole session', () => {
  let folder: string;
  let log: NetLog;
  let extensionId: string;
  let witness: string;
  const inPages: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'roomtone-netlog-'));
    const file = path.join(folder, 'log.json');
    const server = createServer((_, reply) => reply.end('here')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    witness = `http://127.0.0.1:${(server.address() as AddressInfo).port}/witness`;
    const browser = await launchWithExtension({
      headless: true,
      dist: DIST,
      flags: [`--log-net-log=${file}`, '--net-log-capture-mode=Everything'],
    });
    extensionId = browser.extensionId;
    browser.context.on('request', (request) => inPages.push(request.url()));
    await browser.serviceWorker.evaluate(() => chrome.storage.sync.set({ history: true }));
    const call = await enterCall(browser, await openPracticeCall(browser.context, { people: 3, still: true }));
    await useEverything(call);
    // A request that is there, so that a log without any means something.
    const plain = await browser.context.newPage();
    await plain.goto(witness);
    await browser.close();
    server.close();
    log = JSON.parse(await readFile(file, 'utf8'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function useEverything(call: Call) {
    const { context } = call.browser;
    const open = async (name: string) => {
      const page = await context.newPage();
      await page.goto(`chrome-extension://${extensionId}/${name}`);
      return page;
    };
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === 3, 30_000);
    const panel = await open(`sidepanel.html?tab=${call.tab}`);
    await panel.getByRole('button', { name: 'Record the readings' }).click();
    await call.page.bringToFront();
    await call.passes(6000);
    for (const name of [`report.html?tab=${call.tab}`, 'options.html', 'tryit.html', 'welcome.html', 'practice.html']) {
      const page = await open(name);
      await page.locator('h1').first().waitFor();
      // What an attacker who could run code in a page of ours would try.
      const refused = await page.evaluate(
        (url) =>
          fetch(url).then(
            () => 'fetched',
            () => 'refused',
          ),
        witness.replace('witness', 'leak'),
      );
      expect(refused).toBe('refused');
      await page.close();
    }
    await call.switchOff();
    await call.until((s) => s.phase === 'off');
    await panel.close();
  }

  const requests = () => {
    const type = log.constants.logEventTypes.URL_REQUEST_START_JOB;
    return log.events.flatMap(({ type: is, params }) => (is === type && params?.url ? [params] : []));
  };

  it('the log shows what was asked for: the witness', () => {
    expect(requests().map(({ url }) => url)).toContain(witness);
  });

  it('no request comes from the extension', () => {
    expect(requests().filter(({ initiator }) => initiator?.includes(extensionId))).toEqual([]);
    expect(requests().filter(({ url }) => url?.includes('/leak'))).toEqual([]);
  });

  it('no request goes anywhere but to the call’s page and the witness', () => {
    // What belongs to the call site or the witness; the practice call itself is served without a network.
    const known = (url: string) =>
      url.startsWith(new URL(witness).origin) || url.startsWith('https://meet.google.com/');
    // The browser's own errands have no initiator and go to its maker.
    const foreign = requests().filter(
      ({ url = '', initiator }) => !known(url) && initiator && initiator !== 'not an origin',
    );
    expect(foreign).toEqual([]);
  });

  it('pages of the extension load their own files and nothing else', () => {
    const own = `chrome-extension://${extensionId}/`;
    expect(inPages.some((url) => url.startsWith(own))).toBe(true);
    const others = inPages.filter(
      (url) => !url.startsWith(own) && !/^(blob|data):/.test(url) && !url.startsWith('https://meet.google.com/'),
    );
    expect(others.filter((url) => url !== witness && !url.endsWith('/leak') && !url.endsWith('/favicon.ico'))).toEqual(
      [],
    );
  });
});

describe('the manifest', () => {
  it('opens nothing but the extension’s own files', async () => {
    const { content_security_policy } = JSON.parse(await readFile('manifest.json', 'utf8'));
    const directives = new Map<string, string>(
      content_security_policy.extension_pages
        .split(';')
        .map((directive: string) => directive.trim())
        .map((directive: string) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('connect-src')).toBe("'self'");
    for (const sources of directives.values()) expect(sources).not.toMatch(/https?:|\*|unsafe-inline|'unsafe-eval'/);
  });
});
