// Words do not flicker: still faces are watched for a minute through the real extension, at the pace and with the smoothing of every user.
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCall } from '../support/extension.ts';
import { long } from '../support/long.ts';
import { root } from '../support/models.ts';

const MINUTE = 60_000;
/** Of a face that stays as it is; INTERNALS.md states it. */
const MOST_CHANGES_A_MINUTE = 2;
/** Clips of people who talk and of one who does not; they do not belong to the project. */
const CLIPS = path.resolve(root, '../shared/faces');

/** How often each person's state or word changed in a minute, with what it was. */
async function watched(options: Parameters<typeof openCall>[0]): Promise<{ name: string; words: string[] }[]> {
  const call = await openCall({ still: true, ...options });
  try {
    await call.switchOn();
    await call.until((s) => s.room.summary.seen === s.room.participants.length && s.room.summary.seen > 0, 90_000);
    // The first looks are a search, and smoothing has nothing to go by.
    await call.passes(3000);
    const people = new Map<string, { name: string; since: number; words: string[] }>();
    await call.passes(MINUTE, ({ room }) => {
      for (const { id, name, since, label, state } of room.participants) {
        const word = label ?? state;
        const known = people.get(id);
        if (!known) people.set(id, { name, since, words: [word] });
        else if (known.since !== since) Object.assign(known, { since, words: [...known.words, word] });
      }
    });
    const { tickMs, paceMs } = await call.snapshot();
    console.log(`a look every ${paceMs} ms, ${Math.round(tickMs?.median ?? 0)} ms each`);
    return [...people.values()];
  } finally {
    await call.close();
  }
}

function report(people: { name: string; words: string[] }[]) {
  for (const { name, words } of people)
    console.log(`${name}: ${words.length - 1} changes a minute (${words.slice(0, 12).join(', ')})`);
}

describe.runIf(long)('a word stays', () => {
  it('on six still faces that breathe and sway', async () => {
    const people = await watched({ people: 6 });
    report(people);
    expect(people).toHaveLength(6);
    for (const { name, words } of people) expect(words.length - 1, name).toBeLessThanOrEqual(MOST_CHANGES_A_MINUTE);
  });

  const clips = existsSync(CLIPS);
  if (!clips) console.log(`${CLIPS} is missing: no clips are watched`);
  it.skipIf(!clips && process.env.CI !== 'true')(
    'on the clip of a still face; those who talk are told of',
    async () => {
      expect(clips, `${CLIPS} is missing`).toBe(true);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'roomtone-clips-'));
      try {
        for (const name of ['still-c', 'talking-a', 'talking-b'])
          await cp(path.join(CLIPS, `${name}.mp4`), path.join(folder, `${name}.mp4`));
        const people = await watched({ faces: folder });
        report(people);
        const still = people.find(({ name }) => name === 'still c');
        expect(still).toBeDefined();
        expect((still?.words.length ?? 0) - 1).toBeLessThanOrEqual(MOST_CHANGES_A_MINUTE);
        // Whoever talks has other faces all the time, but no word is for less than two seconds.
        for (const { name, words } of people) expect(words.length - 1, name).toBeLessThanOrEqual(30);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});
