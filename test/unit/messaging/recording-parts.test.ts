// A recording that does not fit into one message arrives whole and in order, or with a sentence.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageMessages } from '../../../src/messaging/messages.ts';
import { FakeBrowser, type FakeContext } from '../../support/fake-browser.ts';

type Part = Pick<PageMessages, 'getRecordingPart'>;
const TEXT = `[${Array.from({ length: 40 }, (_, i) => `{"event":${i},"name":"Tōru 🙂"}`).join()}]`;

let world: FakeBrowser;
let page: FakeContext;
beforeEach(() => {
  world = new FakeBrowser();
  world.tab(1, 'https://meet.google.com/abc');
  page = world.context({ kind: 'content', tab: 1 });
});
afterEach(() => vi.unstubAllGlobals());

const load = (context: FakeContext) =>
  context.load(async () => ({
    ...(await import('../../../src/messaging/recording-parts.ts')),
    ...(await import('../../../src/messaging/messages.ts')),
  }));
const view = () => load(world.context({ kind: 'page', file: 'popup.html' }));

async function serving(write: () => string | null, partBytes: number, onPart: (part: number) => unknown = () => {}) {
  const { handleMessages, inParts } = await load(page);
  const parts = inParts(write, partBytes);
  const answered: { part: number; length: number }[] = [];
  handleMessages<Part>({
    getRecordingPart: (payload) => {
      const answer = parts(payload);
      if (answer) answered.push({ part: payload.part, length: answer.text.length });
      onPart(payload.part);
      return answer;
    },
  });
  return answered;
}

describe('a recording', () => {
  it.each([7, 64, 1000, 1_000_000])('arrives as it was written, in parts of at most %i bytes', async (bytes) => {
    const answered = await serving(() => TEXT, bytes);
    const { fetchRecording } = await view();
    const blob = await fetchRecording(1);
    expect(await blob?.text()).toBe(TEXT);
    expect(blob?.type).toBe('application/json');
    expect(answered.map(({ part }) => part)).toEqual(answered.map((_, i) => i));
    for (const { length } of answered) expect(2 * length).toBeLessThanOrEqual(bytes);
  });

  it('is null where the page keeps none', async () => {
    await serving(() => null, 64);
    expect(await (await view()).fetchRecording(1)).toBeNull();
  });

  it('is written once for each time that it is fetched', async () => {
    const write = vi.fn(() => TEXT);
    await serving(write, 64);
    const { fetchRecording } = await view();
    await fetchRecording(1);
    await fetchRecording(1);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it('fails with a sentence when another view begins to fetch meanwhile: two texts are never mixed', async () => {
    let version = 0;
    await serving(() => TEXT.replaceAll('event', `event${version++}`), 64);
    const [one, other] = [await view(), await view()];
    const results = await Promise.allSettled([one.fetchRecording(1), other.fetchRecording(1)]);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ key: 'recordingIncomplete' });
      else expect(new Set((await result.value?.text())?.match(/event\d+/g)).size).toBe(1);
    }
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  });

  it('fails with a sentence where no page answers', async () => {
    await expect((await view()).fetchRecording(1)).rejects.toMatchObject({ key: 'recordingIncomplete' });
  });

  it('fails with a sentence when the page goes on the way', async () => {
    const answered = await serving(
      () => TEXT,
      64,
      (part) => part === 3 && page.close(),
    );
    await expect((await view()).fetchRecording(1)).rejects.toMatchObject({ key: 'recordingIncomplete' });
    expect(answered.length).toBe(4);
  });
});
