// Pages that draw themselves long after they have loaded: who reads them recognises the software whenever it appears.
import { describe, expect, it } from 'vitest';
import { fixtures } from '../../support/fixture-page.ts';

const { open } = fixtures();

describe('a Jitsi on a host of its own', () => {
  it.each([
    ['in the page', 0],
    ['in a frame of the same origin', 1],
  ])('that is drawn after it was looked at is recognised, and read as one: %s', async (_, depth) => {
    const { page, close } = await open('jitsi');
    const found = await page.evaluate(async (isFramed) => {
      const first = document.body.innerHTML;
      document.body.replaceChildren();
      const look = window.fixture.lookOn('https://talk.example/room');
      const before = look();
      if (isFramed) {
        const frame = document.createElement('iframe');
        frame.style.cssText = 'width: 1300px; height: 880px';
        document.body.append(frame);
        const inner = frame.contentDocument as Document;
        inner.head.innerHTML = '<link rel="stylesheet" href="/pages.css">';
        inner.body.innerHTML = first;
        await new Promise((next) => inner.querySelector('link')?.addEventListener('load', next));
      } else document.body.innerHTML = first;
      await window.fixture.start();
      return [before, look()];
    }, depth === 1);
    expect(found).toEqual([
      { platform: 'talk.example', ids: [] },
      { platform: 'Jitsi Meet', ids: expect.arrayContaining(['local']) },
    ]);
    await close();
  });
});
