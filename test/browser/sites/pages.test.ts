// Every site's adapter, and the reader of any page, on pages built from what is known of the sites', awkward parts included.
import { describe, expect, it } from 'vitest';
import { generic } from '../../../src/page/sites/generic.ts';
import { PLATFORMS } from '../../../src/page/sites/index.ts';
import { type ExpectedTile, type FixturePage, fixtureNames, fixtures } from '../../support/fixture-page.ts';

/** Fixture -> the site's name, and the tiles in the order in which they are seen. */
const CALLS: Record<string, [platform: string, ...tiles: ExpectedTile[]]> = {
  meet: [
    'Google Meet',
    { name: 'Ada Example', siteId: 'spaces/s/devices/1', self: 'marked' },
    { name: "<b>Bo</b> O'Neil", siteId: 'spaces/s/devices/2' },
    { name: '田中 美咲', siteId: 'spaces/s/devices/3', isCameraOff: true },
    { name: 'Ada Example', siteId: 'spaces/s/devices/4' },
    { name: "Bo's screen", siteId: 'spaces/s/devices/2 spaces/s/devices/2/share', isShare: true },
  ],
  zoom: [
    'Zoom',
    { name: 'Ana Example', siteId: '16385', self: 'marked' },
    { name: 'Ben Example', siteId: '16386', picture: '320×180' },
    { name: 'Ben Example', siteId: '16387', picture: '320×180' },
    { name: 'Cid Example', isCameraOff: true },
    { name: '', siteId: 'share 16779265', isShare: true, picture: null },
  ],
  'zoom-speaker': [
    'Zoom',
    { name: 'Dee Example', isCameraOff: true },
    { name: 'Ben Example', siteId: '16386', picture: '640×360' },
    { name: 'Cid Example', isCameraOff: true },
  ],
  'zoom-videos': [
    'Zoom',
    { name: 'Ana Example (me)', siteId: '16385', self: 'hinted' },
    { name: 'Wei (me)', siteId: '16386', self: 'hinted' },
  ],
  teams: [
    'Microsoft Teams',
    { name: 'Ana Example' },
    { name: 'Ana Example' },
    { name: 'Ben Example', isCameraOff: true },
    { name: 'Ana Example', isShare: true },
    { name: 'Eva Example', self: 'marked' },
  ],
  'teams-stage': ['Microsoft Teams', { name: 'Ben Example' }, { name: '', self: 'marked' }],
  jitsi: [
    'Jitsi Meet',
    { name: 'Ana Example', siteId: 'local', self: 'marked' },
    { name: '<i>Bo</i> & "Co"', siteId: '1a2b3c4d' },
    { name: '<i>Bo</i> & "Co"', siteId: '9e8d7c6b' },
    { name: '田中 美咲', siteId: '5e6f7a8b', isCameraOff: true },
    { name: "Bo's screen", siteId: '1a2b3c4d-v1', isShare: true },
  ],
  'jitsi-stage': [
    'Jitsi Meet',
    { name: 'Ana Example', siteId: 'local', self: 'marked' },
    { name: 'Ben Example', siteId: '1a2b3c4d' },
  ],
  webex: [
    'Webex',
    { name: 'Ana Example (You)', self: 'hinted' },
    { name: 'Ben Example' },
    { name: 'Ben Example', isCameraOff: true },
    { name: '', isShare: true },
  ],
  'webex-frame': [
    'Webex',
    { name: 'Ana Example (You)', self: 'hinted' },
    { name: 'Ben Example' },
    { name: 'Ben Example', isCameraOff: true },
    { name: '', isShare: true },
  ],
  whereby: [
    'Whereby',
    { name: 'Ana Example', siteId: 'c0', self: 'marked' },
    { name: 'Ben Example', siteId: 'c1', isCameraOff: true },
    { name: 'Cid Example', siteId: 'c2' },
    { name: 'Cid Example', siteId: 'c3' },
    { name: '', siteId: 'local-screenshare', isShare: true },
  ],
  discord: [
    'Discord',
    { name: 'Ana, the first', siteId: '111', self: 'hinted' },
    { name: 'Ben', siteId: '222', isCameraOff: true },
    { name: 'Cid', siteId: '333' },
    { name: 'Cid', siteId: '444' },
    { name: 'Cid', siteId: '444 share', isShare: true },
  ],
  slack: [
    'Slack',
    { name: 'Ana Example', siteId: 'U01', self: 'marked' },
    { name: 'Ben', siteId: 'U02', isCameraOff: true },
    { name: 'Cid', siteId: 'U03' },
    { name: 'Cid', siteId: 'U04' },
    { name: '', siteId: 'U03 share', isShare: true },
  ],
  'any-page': [
    'call.example',
    { name: 'Ana', self: 'hinted' },
    { name: "Bo O'Neil" },
    { name: 'Cid the Third' },
    { name: "Bo's screen", isShare: true },
    { name: 'Eve', isShare: true },
    { name: 'Fay' },
    { name: 'Fay' },
    { name: 'Dee', picture: '320×180' },
  ],
};
/** Pages that are past a call. */
const ENDED = { 'meet-left': 'Google Meet', 'teams-left': 'Microsoft Teams' };

describe('the pages of test/fixtures', () => {
  const { open, expectTiles } = fixtures();

  it('have all been given to these tests', async () => {
    expect([...Object.keys(CALLS), ...Object.keys(ENDED)].sort()).toEqual((await fixtureNames()).sort());
  });

  it.each(Object.entries(CALLS))('%s: is read as it should be', async (fixture, [name, ...tiles]) => {
    const opened = await open(fixture);
    await expectTiles(opened, tiles);
    await expectSelectors(opened, fixture, name);
    await opened.close();
  });

  it.each(Object.entries(ENDED))('%s: is no call', async (fixture, name) => {
    const opened = await open(fixture);
    expect(await opened.find()).toMatchObject({ inCall: false, tiles: [] });
    await expectSelectors(opened, fixture, name);
    await opened.close();
  });
});

/** Each selector finds as many elements as stand beside it in the adapter: one that has rotted is seen. */
async function expectSelectors({ page, find }: FixturePage, fixture: string, name: string): Promise<void> {
  expect((await find()).platform).toBe(name);
  const { selectors } = PLATFORMS.find((platform) => platform.name === name) ?? generic;
  const expected = Object.entries(selectors).map(([key, { expects }]) => [key, expects[fixture] ?? 0]);
  expect(await page.evaluate(() => window.fixture.counts())).toEqual(Object.fromEntries(expected));
}
