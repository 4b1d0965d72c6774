// `npm start` must answer mistakes with a sentence, before anything is installed or opened.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrowserProblem, findBrowser, refuse } from '../../harness/browser.ts';
import { FacesProblem, LAYOUTS, MOST_PEOPLE, prepareCast } from '../../harness/practice-server.ts';
import { arrange, strip } from '../../practice/grid.ts';
import { planLife } from '../../practice/life.ts';
import { FACES, NAMES, nameOf } from '../../practice/people.ts';
import { summaryOf, tableOf } from '../../scripts/lib/run-summary.ts';
import * as setup from '../../scripts/lib/setup.mjs';
import type { Snapshot } from '../../src/call/snapshot.ts';

describe('options', () => {
  it('have defaults', () => {
    expect(setup.parseOptions([])).toEqual({
      headless: false,
      help: false,
      room: false,
      layout: 'meet',
      browser: 'chromium',
      shots: null,
      json: null,
      faces: null,
      seconds: null,
      people: null,
    });
  });

  it('are taken with a space or an equals sign, paths from where the caller stands', () => {
    const options = setup.parseOptions(
      ['--seconds', '20', '--people=9', '--json', 'a/b.json', '--headless'],
      '/home/me',
    );
    expect(options).toMatchObject({
      seconds: 20,
      people: 9,
      headless: true,
      json: path.resolve('/home/me', 'a/b.json'),
    });
  });

  it.each([
    [['--bogus'], 'There is no option --bogus; --help shows which exist.'],
    [['six'], 'There is no option six; --help shows which exist.'],
    [['--seconds'], '--seconds needs a value.'],
    [['--json', '--headless'], '--json needs a value.'],
    [['--people', 'many'], '--people must be a whole number from 1 to 49, not "many".'],
    [['--people', '0'], '--people must be a whole number from 1 to 49, not "0".'],
    [['--seconds', '1e3'], '--seconds must be a whole number from 1 to 86400, not "1e3".'],
    [['--browser', 'opera'], 'There is no browser "opera"; there is: chromium, firefox.'],
    [['--layout', 'attic'], 'There is no layout "attic"; there is: meet, zoom, teams, webex, jitsi, plain.'],
    [['--headless=yes'], '--headless takes no value.'],
  ])('%j is answered with a sentence', (args, sentence) => {
    expect(() => setup.parseOptions(args)).toThrow(new setup.UsageError(sentence));
  });

  it('offer the layouts and numbers of people that the practice call has', () => {
    // Zoom's second one is for tests.
    expect(setup.LAYOUT_NAMES).toEqual(Object.keys(LAYOUTS).filter((name) => name !== 'zoom-frame'));
    expect(setup.MOST_PEOPLE).toBe(MOST_PEOPLE);
  });
});

describe('the machine', () => {
  it('needs Node 20.19', () => {
    expect(setup.nodeProblem('20.18.3')).toBe('Roomtone needs Node 20.19 or newer; this is Node 20.18.3.');
    expect(setup.nodeProblem('18.20.0')).toContain('this is Node 18.20.0');
    expect(setup.nodeProblem('20.19.0')).toBeNull();
    expect(setup.nodeProblem('22.0.0')).toBeNull();
  });

  it('has a display where the system always has one or says so', () => {
    expect(setup.hasDisplay('linux', {})).toBe(false);
    expect(setup.hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(setup.hasDisplay('darwin', {})).toBe(true);
  });

  it('needs a Chromium that is new enough and takes extensions', () => {
    expect(refuse('Chromium 156.0.8078.79', 148)).toBeNull();
    expect(refuse('Google Chrome for Testing 150.0.1.2', 148)).toBeNull();
    expect(refuse('Chromium 120.0.6099.1', 148)).toBe(
      'Chromium 120.0.6099.1 is too old; Roomtone needs Chromium 148 or newer.',
    );
    expect(refuse('Google Chrome 156.0.1.2', 148)).toContain('no longer takes an extension from a folder');
    expect(refuse('Mozilla Firefox 150.0', 148)).toBe('this is no Chromium.');
  });

  it('is told so where CHROME_PATH leads nowhere', () => {
    expect(() => findBrowser({ CHROME_PATH: '/no/such/browser' })).toThrow(BrowserProblem);
  });
});

describe('packages', () => {
  let root: string;
  const lock = (file: string, packages: object) => writeFile(path.join(root, file), JSON.stringify({ packages }));
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'roomtone-test-'));
    await mkdir(path.join(root, 'node_modules'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are installed when missing or of another version, not when only another machine needs them', async () => {
    expect(setup.needsInstall(root)).toBe(true);
    await lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } });
    expect(setup.needsInstall(root)).toBe(false);
    const mac = { version: '1.0.0', optional: true };
    await lock('package-lock.json', { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': mac });
    expect(setup.needsInstall(root)).toBe(false);
    await lock('package-lock.json', { '': {}, 'node_modules/a': { version: '1.0.1' } });
    expect(setup.needsInstall(root)).toBe(true);
    await lock('package-lock.json', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } });
    expect(setup.needsInstall(root)).toBe(true);
  });

  it('of faces: what is no picture is left out with a sentence, a folder without any is refused', async () => {
    await expect(prepareCast({ faces: path.join(root, 'nowhere') })).rejects.toThrow(FacesProblem);
    await writeFile(path.join(root, 'fake.jpg'), 'no picture');
    await writeFile(path.join(root, 'notes.txt'), 'no picture');
    await writeFile(path.join(root, '.hidden'), '');
    const left: string[] = [];
    await expect(prepareCast({ faces: root, onSkipped: (s) => left.push(s) })).rejects.toThrow('holds no picture');
    expect(left.map((s) => s.split(' ')[0])).toEqual(['fake.jpg', 'node_modules', 'notes.txt']);
  });
});

describe('the practice call', () => {
  it('has enough people, with names of their own', async () => {
    expect(FACES.length).toBeGreaterThanOrEqual(16);
    const names = Array.from({ length: MOST_PEOPLE }, (_, i) => nameOf(i));
    expect(new Set(names).size).toBe(MOST_PEOPLE);
    expect(NAMES.length).toBeGreaterThanOrEqual(FACES.length);
    const { invitation } = await prepareCast({ people: 9, still: true });
    expect(invitation.present).toHaveLength(9);
    expect(invitation.waiting.length).toBeGreaterThan(0);
  });

  it('places as many as a call shows on one page, none over another', () => {
    const stage = { width: 1256, height: 624 };
    const tiles = Array.from({ length: MOST_PEOPLE }, () => ({ isShare: false }));
    const grid = arrange('tiled', stage, tiles);
    const beside = strip('top', stage, MOST_PEOPLE);
    const along = strip('right', stage, MOST_PEOPLE);
    expect(grid.every((place) => place !== null)).toBe(true);
    for (const { small } of [beside, along]) expect(small.filter((place) => place !== null).length).toBeLessThan(10);
    for (const places of [grid, [beside.main, ...beside.small], [along.main, ...along.small]]) {
      const boxes = places.filter((place) => place !== null);
      for (const [i, a] of boxes.entries()) {
        expect(a.left >= 0 && a.top >= 0 && a.width > 60).toBe(true);
        expect(a.left + a.width <= stage.width && a.top + a.height <= stage.height).toBe(true);
        for (const b of boxes.slice(i + 1))
          expect(
            a.left + a.width <= b.left ||
              b.left + b.width <= a.left ||
              a.top + a.height <= b.top ||
              b.top + b.height <= a.top,
          ).toBe(true);
      }
    }
  });

  it('fits its comings and goings into the time, and is complete at the end', () => {
    for (const seconds of [5, 20, 30, 200, 3600]) {
      const events = planLife(seconds);
      const count = (what: string) => events.filter((e) => e.what === what).length;
      expect(count('join')).toBe(count('leave'));
      expect(count('camera-off')).toBe(count('camera-on'));
      expect(count('laugh')).toBe(count('settle'));
      expect(Math.max(...events.map((e) => e.at))).toBeLessThan(seconds);
    }
    expect(planLife(20).map((e) => e.at)).toEqual([6, 8, 14, 16]);
    expect(planLife(45).map((e) => e.at)).toEqual([6, 8, 14, 16, 25, 38]);
  });
});

describe('the report', () => {
  const votes = { neutral: 0.2, happy: 0.8, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
  const states = {
    read: 1,
    unclear: 0,
    'too-small': 0,
    unreadable: 0,
    still: 0,
    hidden: 0,
    'turned-away': 0,
    'camera-off': 1,
    'no-face': 0,
    excluded: 0,
  };
  const labels = { neutral: 0, happy: 1, surprise: 0, sad: 0, angry: 0, disgust: 0, fear: 0 };
  const person = { isSelf: false, label: null, votes: null, doubt: 0, since: 0, readAt: null };
  const snapshot = {
    backend: 'wasm',
    tickMs: { median: 40.2, p95: 61 },
    firstReadingMs: 1800,
    room: {
      at: 0,
      participants: [
        { ...person, id: '1', name: 'Zoë', state: 'read', label: 'happy', votes },
        { ...person, id: '2', name: '田中', state: 'camera-off', isSelf: true },
      ],
      summary: { votes, doubt: 0, people: 2, seen: 1, states, labels },
      timeline: [],
    },
  } as unknown as Snapshot;

  it('has one shape, with or without anything read', () => {
    const keys = [
      'backend',
      'tickMs',
      'looksPerSecond',
      'pageShare',
      'packageBytes',
      'firstReadingMs',
      'participants',
      'room',
      'errors',
    ];
    expect(Object.keys(summaryOf(snapshot, 5, []))).toEqual(keys);
    expect(Object.keys(summaryOf(null, null, ['lost']))).toEqual(keys);
    expect(summaryOf(snapshot, 5, []).participants[1]).toEqual({
      id: '2',
      name: '田中',
      isSelf: true,
      state: 'camera-off',
      label: null,
      votes: null,
    });
  });

  it('says what ten people would say', () => {
    const lines = tableOf(summaryOf(snapshot, 2 * 1024 * 1024, [])).split('\n');
    expect(lines[0]).toBe('Zoë          looks happy   of ten: 8 happy, 2 neutral');
    expect(lines[1]).toBe('田中 (you)   camera off');
    expect(lines[3]).toBe('The room     1 of 2 read   of ten: 8 happy, 2 neutral');
    expect(lines.at(-1)).toBe('engine wasm · 40 ms a tick (95 %: 61) · first reading after 1.8 s · package 2.0 MB');
  });
});
