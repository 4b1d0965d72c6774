// Reports as files: a table that every spreadsheet takes and none runs, JSON with a version, names only where asked for.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/call/report/csv.ts';
import { fileName, toCsv, toJson } from '../../src/call/report/export.ts';
import type { LookReport } from '../../src/call/report/log.ts';
import { EXPRESSIONS } from '../../src/engine/types.ts';
import { REPORTS } from '../ui/reports.ts';

const { report } = REPORTS.call.shown;
const NAMED = ['Ada Okafor', 'Bruno Lindqvist', 'Dariusz', 'Emeka', 'Karim'];

/** As RFC 4180 says, and no more than that: every cell in quotes. */
function parse(text: string, separator = ','): string[][] {
  expect(text[0]).toBe('\ufeff');
  const rows: string[][] = [];
  const cell = new RegExp(`"((?:[^"]|"")*)"(${separator}|\r\n)`, 'gy');
  let row: string[] = [];
  let read = 0;
  for (const [all, inside = '', end] of text.slice(1).matchAll(cell)) {
    row.push(inside.replaceAll('""', '"'));
    read += all.length;
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  expect(read, 'all of it is in the grammar').toBe(text.length - 1);
  return rows;
}

function records(text: string, separator = ','): Record<string, string>[] {
  const [header = [], ...rows] = parse(text, separator);
  return rows.map((row) => {
    expect(row).toHaveLength(header.length);
    return Object.fromEntries(header.map((key, i) => [key, row[i] ?? '']));
  });
}

const english = { names: false, language: 'en-GB' };
const named = { names: true, language: 'en-GB' };

/** With somebody called so. */
const called = (name: string): LookReport => ({
  ...report,
  people: [{ ...(report.people?.[0] as NonNullable<LookReport['people']>[number]), name }],
});
const [seen] = report.timeline.filter(({ votes }) => votes);
if (!seen) throw new Error('nothing to try it on');
const low = { ...report, timeline: [{ ...seen, valence: -0.25 }] };
const nameCell = (name: string) => records(toCsv(called(name), named)).at(-1)?.person;

describe('a table of a call', () => {
  const rows = records(toCsv(report, english));
  const times = rows.filter(({ row }) => row === 'time');
  const people = rows.filter(({ row }) => row === 'person');

  it('has a row for each point, in order, and after them one for each person', () => {
    expect(times).toHaveLength(report.timeline.length);
    expect(people).toHaveLength(7);
    expect(rows.slice(0, times.length)).toEqual(times);
    expect(times[0]).toMatchObject({ time: '2026-03-03T10:30:05Z', minute: '0.08', on_screen: '6', read: '0' });
    expect(times.at(-1)).toMatchObject({ time: '2026-03-03T11:15:00Z', minute: '45', read: '5' });
  });

  it('has shares that are together one, and empty cells where nobody was seen', () => {
    for (const row of [...times, ...people]) {
      const shares = [...EXPRESSIONS, 'unclear'].map((key) => row[key] ?? '');
      const isSeen = row.row === 'time' ? row.read !== '0' : row.read_share !== '0';
      if (isSeen) expect(shares.reduce((a, b) => a + Number(b), 0)).toBeCloseTo(1, 2);
      else expect(shares.every((cell) => cell === '')).toBe(true);
    }
    expect(times.some(({ read }) => read === '0')).toBe(true);
  });

  it('says each moment in the row in which it happened', () => {
    const said = times.filter(({ moment }) => moment !== '');
    expect(said.map(({ time, moment }) => `${time} ${moment}`)).toEqual([
      '2026-03-03T10:34:10Z happy more: 4 of 6',
      '2026-03-03T10:40:35Z surprise more: 5 of 6',
      '2026-03-03T10:42:05Z surprise less: 5 of 6',
      '2026-03-03T10:42:35Z happy more: 3 of 6',
      '2026-03-03T10:51:45Z angry more: 1 of 5',
      '2026-03-03T11:00:10Z sad more: 3 of 6',
      '2026-03-03T11:14:35Z happy more: 6 of 6',
    ]);
  });

  it('names nobody unless asked to', () => {
    const text = toCsv(report, english);
    for (const name of NAMED) expect(text).not.toContain(name);
    expect(people.map(({ person }) => person)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    const withNames = records(toCsv(report, named)).filter(({ row }) => row === 'person');
    expect(withNames.map(({ person }) => person)).toEqual([
      'Ada Okafor',
      'Bruno Lindqvist',
      'Chiara Montefeltro-Castiglione della Rovere',
      "'=Dariusz+1",
      '5',
      'Emeka, "EE" Eze',
      'Karim Haddad',
    ]);
  });

  it('does not tell how long anybody was there', () => {
    for (const row of people) expect([row.time, row.minute, row.on_screen, row.read]).toEqual(['', '', '', '']);
    expect(people.map(({ read_share }) => read_share)).toEqual(['0.98', '1', '0.67', '0.52', '0.9', '0', '0']);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '＠x'])(
    'takes the formula out of a name: %j',
    (name) => {
      expect(nameCell(name)).toBe(`'${name}`);
    },
  );
  it.each(['Ada', 'a=b', "O'Brien", 'x, y', 'say "hi"', 'two\r\nlines', 'Ünal 李'])(
    'leaves others as they are: %j',
    (name) => {
      expect(nameCell(name)).toBe(name);
    },
  );

  it.each(['a,=1', 'a;+1', 'a\t-1', 'a\n@x', 'a"=1', 'a, "=1', 'a|=1'])(
    'takes the formula out of a name that a spreadsheet with another separator would cut: %j',
    (name) => {
      for (const part of (nameCell(name) ?? '').split(/[,;|\t\r\n"]/)) expect(part).not.toMatch(/^\s*[=+\-@]/);
    },
  );

  it.each([
    ['en-GB', ',', '-0.25'],
    ['ja', ',', '-0.25'],
    ['hi-IN', ',', '-0.25'],
    // Its own decimal sign stands between its own digits only.
    ['ar-EG', ',', '-0.25'],
    ['de-DE', ';', '-0,25'],
    ['fr-FR', ';', '-0,25'],
    ['sv-SE', ';', '-0,25'],
    ['pt-BR', ';', '-0,25'],
  ])('is written for a spreadsheet in %s with %s between cells, numbers as %s', (language, separator, number) => {
    const [row] = records(toCsv(low, { names: false, language }), separator);
    expect(row).toMatchObject({ valence: number, time: expect.stringMatching(/^2026-/) });
    expect(parse(toCsv(report, { names: true, language }), separator)).toHaveLength(1 + report.timeline.length + 7);
  });

  it('holds whatever a name is, and gives it back', () => {
    const letters = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.constantFrom(...'"\',;\t\r\n=+-@＝＋－＠| aא\u202e\u2067\ufeff'), { maxLength: 30 })
        .map((signs) => signs.join('')),
      fc.constantFrom('"'.repeat(1000), 'x'.repeat(1000), '\n'.repeat(1000)),
    );
    const languages = fc.constantFrom('en', 'de', 'fr', 'sv', 'ar', 'hi');
    fc.assert(
      fc.property(letters, languages, (name, language) => {
        const text = toCsv(called(name), { names: true, language });
        // Of the header: a name may hold anything.
        const separator = text.slice(0, text.indexOf('\r\n')).includes('";"') ? ';' : ',';
        const cell = records(text, separator).at(-1)?.person ?? '';
        // Who has no name is called by number.
        if (name === '') {
          expect(cell).toBe('1');
          return;
        }
        expect(cell).not.toMatch(/^[\s=+\-@＝＋－＠]/);
        expect(cell.replaceAll("'", '')).toBe(name.replaceAll("'", ''));
      }),
    );
  });

  it.each(['"', ' ', "'", '\t', '|', '=', 'x'])(
    'takes linear time for a cell of a hundred thousand times %j',
    (sign) => {
      const start = performance.now();
      for (const end of ['', 'x', '=1']) csvLine([`${sign.repeat(100_000)}${end}`]);
      // Some 50 ms; where each sign looks through all that follow it, ten seconds.
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  it.each(['"', 'x', '\n'])('holds a name of ten thousand times %j', (sign) => {
    const name = sign.repeat(10_000);
    const cell = records(toCsv(called(name), { names: true, language: 'de' }), ';').at(-1)?.person ?? '';
    expect(cell.replaceAll("'", '')).toBe(name);
  });

  it('has a header alone for a call without points or people', () => {
    expect(parse(toCsv({ ...report, timeline: [], people: null }, named))).toHaveLength(1);
  });
});

const office = await promisify(execFile)('soffice', ['--version']).then(
  () => true,
  () => false,
);
// As the dialog has it when a file is opened: any of tab, comma and semicolon; quotes; UTF-8; from the first line; in a language.
const LANGUAGES = { de: 1031, fr: 1036, sv: 1053, en: 1033 } as const;

describe.skipIf(!office)('LibreOffice, where there is one,', () => {
  it.each(Object.entries(LANGUAGES))(
    'in %s has a row for each row and numbers as numbers',
    async (language, code) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'roomtone-table-'));
      try {
        const name = '=1+1;"x",\n=2\u202eא';
        const [person] = called(name).people ?? [];
        const table = { ...low, people: person ? [person] : [] };
        await writeFile(path.join(folder, 'table.csv'), toCsv(table, { names: true, language }));
        await promisify(execFile)('soffice', [
          `-env:UserInstallation=file://${folder}/profile`,
          ...['--headless', `--infilter=CSV:44/59/9,34,76,1,,${code}`],
          ...['--convert-to', 'fods', '--outdir', folder, path.join(folder, 'table.csv')],
        ]);
        const sheet = await readFile(path.join(folder, 'table.fods'), 'utf8');
        const rows = [...sheet.matchAll(/<table:table-row.*?<\/table:table-row>/gs)].map(([row]) => row);
        expect(rows.filter((row) => row.includes('<text:p>'))).toHaveLength(3);
        expect(rows[1]).toContain('office:value="-0.25"');
        expect(sheet).not.toContain('table:formula');
        expect(rows[2]).toContain('&apos;=1+1');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    60_000,
  );
});

describe('data of a call', () => {
  const read = (names: boolean, of: LookReport = report) => JSON.parse(toJson(of, { names }));

  it('says what it is and of which version', () => {
    expect(read(false)).toMatchObject({
      format: 'roomtone-report',
      version: 1,
      platform: 'Google Meet',
      startedAt: '2026-03-03T10:30:00Z',
      endedAt: '2026-03-03T11:15:00Z',
      stepMs: 5000,
    });
    expect(read(false).timeline).toHaveLength(report.timeline.length);
    expect(read(false).moments[0]).toEqual({
      at: '2026-03-03T10:34:12Z',
      expression: 'happy',
      rose: true,
      people: 4,
      of: 6,
    });
    expect(read(false).totals.statesMs).toEqual(report.totals.states);
  });

  it('names nobody unless asked to, and never tells how long somebody was there', () => {
    const text = toJson(report, { names: false });
    for (const name of NAMED) expect(text).not.toContain(name);
    expect(read(false).people[0]).toEqual({ place: 1, shares: expect.anything(), readShare: 0.98 });
    expect(read(true).people[3]).toMatchObject({ place: 4, name: '=Dariusz+1' });
    expect(read(true).people[5]).toMatchObject({ shares: null, readShare: 0 });
    expect(read(true, { ...report, people: null }).people).toBeNull();
  });
});

it('files are named by the local time at which the call began', () => {
  const startedAt = new Date(2026, 2, 3, 9, 5).getTime();
  expect(fileName({ startedAt }, 'csv')).toBe('roomtone-2026-03-03-0905.csv');
});
