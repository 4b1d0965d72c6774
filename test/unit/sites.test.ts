// What adapters, manifest and README say of sites is one thing.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withSites } from '../../scripts/lib/manifest.ts';
import { matches } from '../../src/messaging/match-pattern.ts';
import { generic } from '../../src/page/sites/generic.ts';
import { PLATFORMS, platformOf } from '../../src/page/sites/index.ts';
import { cleanName, hasOwnMark, withoutOwnMark } from '../../src/page/sites/names.ts';
import { root } from '../support/models.ts';

const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('sites', () => {
  const raw: Record<string, unknown> = JSON.parse(text('manifest.json'));
  const manifest = withSites(raw);
  const scripts = manifest.content_scripts;

  it('come into the manifest from the adapters alone', () => {
    expect(raw.content_scripts).toBeUndefined();
    expect(raw.host_permissions).toBeUndefined();
    const hosts = PLATFORMS.flatMap((platform) => platform.hosts);
    expect(new Set(hosts).size).toBe(hosts.length);
    expect([...manifest.host_permissions].sort()).toEqual(hosts.map((host) => `https://${host}/*`).sort());
    expect(scripts.flatMap((script) => script.matches).sort()).toEqual([...manifest.host_permissions].sort());
  });

  it('have the content script in windows without an address only where a call lies in one', () => {
    const blank = scripts.filter((script) => script.match_about_blank).flatMap((script) => script.matches);
    const expected = PLATFORMS.filter(({ opensBlankWindows }) => opensBlankWindows).flatMap(({ hosts }) => hosts);
    expect(blank).toEqual(expected.map((host) => `https://${host}/*`));
    expect(blank).toContain('https://app.slack.com/*');
  });

  it.each(PLATFORMS.map((platform) => [platform.name, platform] as const))(
    '%s: hosts are names and never a whole country',
    (_, { hosts }) => {
      expect(hosts.length).toBeGreaterThan(0);
      for (const host of hosts) expect(host).toMatch(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    },
  );

  it.each(PLATFORMS.map((platform) => [platform.name, platform] as const))(
    '%s: its adapter takes exactly the addresses that the manifest’s patterns match',
    (_, platform) => {
      for (const host of platform.hosts) {
        const bare = host.replace(/^\*\./, '');
        const addresses = [
          `https://${bare}/room?a=1`,
          `https://deep.in.${bare}/room`,
          `http://${bare}/room`,
          `https://not${bare}/room`,
          `https://${bare}.evil.example/room`,
          `https://evil.example/https://${bare}/room`,
        ];
        for (const address of addresses) {
          const isMatched = platform.hosts.some((one) => matches(`https://${one}/*`, address));
          expect(platform.matches(new URL(address)), address).toBe(isMatched);
        }
        expect(platformOf(new URL(addresses[0] as string))).toBe(platform);
        expect(platformOf(new URL(addresses[4] as string)).name).toBe(`${bare}.evil.example`);
      }
    },
  );

  it('stand in README’s table, each once, and nothing else does', () => {
    const [, table = ''] =
      /\| site \| how well its page is known \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(text('README.md')) ?? [];
    const rows = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').slice(1, -1));
    for (const row of rows) expect(row.filter((cell) => cell.trim()).length, row[0]).toBe(5);
    const cells = rows.map(([name = '']) => name.trim());
    const named = cells.flatMap((cell) => cell.split(', '));
    expect(named.sort()).toEqual([...PLATFORMS.map(({ name }) => name), 'any other page'].sort());
  });

  it.each([...PLATFORMS, { ...generic, name: 'any page' }].map((platform) => [platform.name, platform] as const))(
    '%s: each selector says where it was seen, and is found on a page that there is',
    (_, { selectors }) => {
      const pages = readdirSync(path.join(root, 'test/fixtures/pages')).map((file) => path.parse(file).name);
      for (const [name, { from, expects }] of Object.entries(selectors)) {
        expect(from, name).not.toBe('');
        expect(
          Object.values(expects).some((count) => count > 0),
          name,
        ).toBe(true);
        for (const fixture of Object.keys(expects)) expect(pages, name).toContain(fixture);
      }
    },
  );
});

describe('names', () => {
  it.each([
    ['  Ada \n  Lovelace ', 'Ada Lovelace'],
    ['Wei (You)', 'Wei (You)'],
    ['Ana (Host, me)', 'Ana (Host, me)'],
    ["<b>Bo</b> O'Neil", "<b>Bo</b> O'Neil"],
    ['田中 美咲', '田中 美咲'],
    ['10:42', ''],
    ['max_mustermann', 'max_mustermann'],
    ['…', ''],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['x'.repeat(400), ''],
    [null, ''],
  ])('%j is the name %j', (written, name) => {
    expect(cleanName(written)).toBe(name);
  });

  it.each([
    ['640x480', '1280 × 720', '83 kbits/sec', '1.5 Mbps', '30 fps', '1080p', '12 ms', '85%'],
    ['Remote Video #1', 'remote stream'],
    [
      'Integrated Camera',
      'Integrated camera0',
      'FaceTime HD Camera',
      'USB2.0 HD UVC WebCam',
      'HD Pro Webcam C920',
      'OBS Virtual Camera',
      'USB Camera (0bda:5538)',
      'Webcam',
    ],
  ])('none: %s and the like', (...texts) => {
    expect(texts.map(cleanName).filter(Boolean)).toEqual([]);
  });

  it.each([
    'Ana (webcam)',
    'Webcam Ana',
    'My webcam',
    'Front Desk (Cam Miller)',
    'HD Cam Newton',
    'Rear Admiral Cam Jones',
    'Integrated Health – Cam Lee',
    'Cam',
  ])('one all the same, for all of a camera in it: %s', (name) => {
    expect(cleanName(name)).toBe(name);
  });

  it('may hold numbers', () => {
    const people = ['4K Studio', '2 Ana', 'Seven of Nine', 'R2', '3D Bob', 'Remote Ana'];
    expect(people.map(cleanName)).toEqual(people);
  });

  it.each([
    ['Ana (me)', true, 'Ana'],
    ['Ana (Host, me)', true, 'Ana'],
    ['Ana (Sie)', true, 'Ana'],
    ['Ana (External)', false, 'Ana (External)'],
    ['Youssef', false, 'Youssef'],
    ['(you) Ana', false, '(you) Ana'],
  ])('%j: carries a mark of one’s own: %s', (name, marked, without) => {
    expect(hasOwnMark(name)).toBe(marked);
    expect(withoutOwnMark(name)).toBe(without);
  });
});
