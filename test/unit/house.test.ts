// The source stands in rooms: no loose file, no crowded folder, and no import that runs up a floor. Tests wait for what they mean.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../src');
const entries = readdirSync(SRC, { recursive: true, withFileTypes: true }).map((entry) => ({
  isFile: entry.isFile(),
  folder: path.relative(SRC, entry.parentPath),
  name: entry.name,
}));
const files = entries.filter(({ isFile }) => isFile);

/** From the ground up. A room imports itself and what stands before it. */
const FLOORS = ['engine', 'call', 'theme', 'i18n', 'storage', 'messaging', 'background', 'page', 'ui', 'entrypoints'];
/** Of the engine the floors above know its words, its geometry and its pictures; the host alone runs it. */
const OPEN = /^engine\/(types\.ts|geometry\/|pictures\/)/;
const HOSTS = /^(background\/engine-host\/|entrypoints\/engine-worker\.ts)/;

describe('the source', () => {
  it('has no loose file', () => {
    expect(files.filter(({ folder }) => folder === '').map(({ name }) => name)).toEqual([]);
  });

  it('has only the rooms that the plan names', () => {
    expect([...new Set(files.map(({ folder }) => folder.split(path.sep)[0]))].sort()).toEqual([...FLOORS].sort());
  });

  it('has no folder of more than 25 files', () => {
    const counts = new Map<string, number>();
    for (const { folder } of files) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });

  it('measures how long something takes by a clock that nobody sets', () => {
    // What is kept, and for how long, is told by the date; a call has a clock of its own.
    const dates = [
      'messaging/problems.ts',
      'page/clock.ts',
      'storage/last-report.ts',
      'ui/state/report-source.ts',
      'ui/state/trial.ts',
    ];
    const asking = files
      .map(({ folder, name }) => path.join(folder, name))
      .filter((file) => /\.tsx?$/.test(file) && readFileSync(path.join(SRC, file), 'utf8').includes('Date.now()'));
    expect(asking.sort()).toEqual(dates);
  });

  it('has no import that runs back up', () => {
    const up: string[] = [];
    for (const { folder, name } of files.filter((file) => /\.tsx?$/.test(file.name))) {
      const from = path.join(folder, name);
      const text = readFileSync(path.join(SRC, from), 'utf8');
      for (const [, target = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
        const to = path.relative(SRC, path.resolve(SRC, folder, target));
        const [here = '', there = ''] = [from, to].map((file) => file.split(path.sep)[0]);
        if (to.startsWith('..') || here === there) continue;
        const isUp = FLOORS.indexOf(there) > FLOORS.indexOf(here);
        const isInside = there === 'engine' && !OPEN.test(to) && !HOSTS.test(from);
        if (isUp || isInside) up.push(`${from} imports ${to}`);
      }
    }
    expect(up).toEqual([]);
  });
});

describe('the tests', () => {
  const TESTS = path.resolve(import.meta.dirname, '..');
  /** Where time is what is meant: a clock that is made up, a store that is slow, a fault of some seconds. */
  const TIMED = ['e2e/faults.test.ts', 'support/fake-browser.ts', 'unit/candidates.test.ts'];
  const WAIT = /waitForTimeout|networkidle|timers\/promises|setTimeout\((?!\w+\))/;

  it('wait for what they mean, and never for a fixed time', () => {
    const waiting = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && path.basename(file) !== path.basename(import.meta.filename))
      .filter((file) => WAIT.test(readFileSync(path.join(TESTS, file), 'utf8')));
    expect(waiting.sort()).toEqual(TIMED);
  });
});
