// While a call is read the page says so, badges or not, with a way out; the notice to the others is at hand.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Settings } from '../../src/call/settings.ts';
import { type Call, openCall } from '../support/extension.ts';
import { story } from '../support/story.ts';

describe('a call that is read', () => {
  let call: Call;
  beforeAll(async () => {
    call = await openCall({ people: 2, still: true });
  });
  afterAll(() => call?.close());

  /** The mark as a screen reader has it: it stands in a closed shadow root. */
  async function mark(page: Page): Promise<{ text: string; box: number[] } | null> {
    const cdp = await page.context().newCDPSession(page);
    try {
      await cdp.send('DOM.getDocument', { depth: -1, pierce: true });
      const { nodes } = (await cdp.send('Accessibility.getFullAXTree')) as {
        nodes: {
          nodeId: string;
          parentId?: string;
          name?: { value: string };
          role?: { value: string };
          backendDOMNodeId: number;
        }[];
      };
      const region = nodes.find((n) => n.role?.value === 'region' && n.name?.value === 'Roomtone');
      if (!region) return null;
      const within = (node: (typeof nodes)[number]): boolean => {
        const parent = nodes.find((n) => n.nodeId === node.parentId);
        return parent !== undefined && (parent === region || within(parent));
      };
      const text = nodes
        .filter((n) => n.role?.value === 'StaticText' && within(n))
        .map((n) => n.name?.value)
        .join(' ');
      const { model } = await cdp.send('DOM.getBoxModel', { backendNodeId: region.backendDOMNodeId });
      return { text, box: model.border };
    } finally {
      await cdp.detach();
    }
  }

  story('says so, and can be left from there', {
    'has no mark before': async () => {
      expect(await mark(call.page)).toBeNull();
    },
    'has a mark in view, with badges or without, also while nobody is spoken of alone': async () => {
      const { serviceWorker } = call.browser;
      await call.switchOn();
      await call.until((s) => s.room.summary.seen === 2, 30_000);
      const trials: Partial<Settings>[] = [{ badges: true }, { badges: false }, { mode: 'group' }, { mode: 'self' }];
      for (const settings of trials) {
        await serviceWorker.evaluate((change) => chrome.storage.sync.set(change), settings);
        await call.passes(1500);
        const now = await mark(call.page);
        expect(now?.text).toBe('Roomtone reads this call Stop');
        const [left = -1, top = -1, right = 0, , , bottom = 0] = now?.box ?? [];
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(right - left).toBeGreaterThanOrEqual(24);
        expect(bottom - top).toBe(32);
      }
      await call.page.screenshot({ path: 'out/mark.png' });
    },
    'comes back when the page throws it out': async () => {
      await call.page.evaluate(() => {
        for (const element of [...document.documentElement.children])
          if (!['head', 'body'].includes(element.localName)) element.remove();
      });
      await expect.poll(async () => (await mark(call.page)) !== null).toBe(true);
    },
    'is left from the mark, and the mark goes': async () => {
      const box = (await mark(call.page))?.box ?? [];
      const [left = 0, top = 0] = box;
      await call.page.mouse.move(left + 12, top + 16);
      let right = 0;
      const opensNoFurther = async () => {
        const before = right;
        right = (await mark(call.page))?.box[2] ?? 0;
        return right > left + 100 && right === before;
      };
      await expect.poll(opensNoFurther).toBe(true);
      await call.page.screenshot({ path: 'out/mark-open.png' });
      await call.page.mouse.click(right - 24, top + 16);
      await call.until((s) => s.phase === 'off');
      await expect.poll(() => mark(call.page)).toBeNull();
    },
  });
});
