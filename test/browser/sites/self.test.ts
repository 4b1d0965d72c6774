// Which tile is one's own: only what nobody else can bring about is proof.
import { describe, expect, it } from 'vitest';
import { type FixturePage, fixtures } from '../../support/fixture-page.ts';

const FAKE_CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

describe('oneself', () => {
  const { open } = fixtures(FAKE_CAMERA);
  const selves = async ({ find }: FixturePage) => (await find()).tiles.map(({ self }) => self);
  const write = ({ page }: FixturePage, css: string, change: { text: string } | { label: string } | { html: string }) =>
    page.evaluate(
      ([selector, how]) => {
        const element = document.querySelector(selector);
        if (!element) throw new Error(`nothing matches ${selector}`);
        if ('text' in how) element.textContent = how.text;
        else if ('label' in how) element.setAttribute('aria-label', how.label);
        else element.innerHTML = how.html;
      },
      [css, change] as const,
    );

  it.each([
    ['meet', '[data-participant-id$="4"] > span', { text: 'Wei (You)' }],
    ['zoom', '[node-id="16779264"] + div span', { text: 'Wei (You)' }],
    ['teams', '[data-tid="participant-info-nametag"]', { text: 'Wei (You)' }],
    ['jitsi', '#participant_1a2b3c4d_name', { text: 'Wei (You)' }],
    ['webex', '.active-speaker-halo + span', { text: 'Wei (You)' }],
    ['whereby', '[data-clientid="c3"] .nameBanner-e5', { text: 'Wei (You)' }],
    ['discord', '[data-selenium-video-tile="333"] [aria-label]', { label: 'Call tile, Wei (You)' }],
    ['slack', '[id$="_U03"] button', { label: "View Wei (You)'s profile" }],
    ['any-page', 'section', { label: 'Wei (You)' }],
  ] as const)(
    '%s: somebody who is called "Wei (You)" is called so, and is at most perhaps oneself',
    async (fixture, css, change) => {
      const opened = await open(fixture);
      await write(opened, css, change);
      const { tiles } = await opened.find();
      const wei = tiles.filter(({ name }) => name.startsWith('Wei'));
      expect(wei.map(({ name, self }) => [name, self])).toEqual([['Wei (You)', 'hinted']]);
      await opened.close();
    },
  );

  it('any page: one mirrored picture is a hint, several are none, and one picture in two places is one', async () => {
    const opened = await open('any-page');
    const hints = async () => (await selves(opened)).filter(Boolean);
    const style = (css: string) => opened.page.addStyleTag({ content: css });
    expect(await selves(opened)).toEqual(['hinted', null, null, null, null, null, null, null]);
    await opened.page.evaluate(() => {
      const first = document.querySelector<HTMLVideoElement>('video.mirrored');
      const copy = first?.cloneNode() as HTMLVideoElement;
      copy.srcObject = first?.srcObject ?? null;
      copy.style.cssText = 'width: 320px; height: 180px';
      document.body.append(copy);
      return copy.play();
    });
    expect(await hints()).toEqual(['hinted']);
    await style('section video { transform: scaleX(-1) }');
    expect(await hints()).toEqual([]);
    await style('video { transform: scaleX(-1) }');
    expect(await hints()).toEqual([]);
    await opened.close();
  });

  it('any page: a camera of this machine is a hint, and the same picture that came from elsewhere is none', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(async () => {
      const camera = await navigator.mediaDevices.getUserMedia({ video: true });
      const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
      near.onicecandidate = ({ candidate }) => void (candidate && far.addIceCandidate(candidate));
      far.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate));
      const arrived = new Promise<MediaStream>((resolve) => {
        far.ontrack = ({ track }) => resolve(new MediaStream([track]));
      });
      for (const track of camera.getTracks()) near.addTrack(track, camera);
      await near.setLocalDescription();
      await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
      await far.setLocalDescription();
      await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
      const [first, second, third] = document.querySelectorAll('video');
      if (!first || !second || !third) throw new Error('three videos are needed');
      first.classList.remove('mirrored');
      second.srcObject = camera;
      third.srcObject = await arrived;
      await Promise.all([second.play(), third.play()]);
    });
    expect((await selves(opened)).slice(0, 3)).toEqual([null, 'hinted', null]);
    await opened.close();
  });

  it('Zoom: the mark in a name is proof only with the one video among pictures on the canvas', async () => {
    const opened = await open('zoom');
    const own = '[node-id="16778240"] + div span';
    const other = '[node-id="16779264"] + div span';
    const first = async () => (await selves(opened)).slice(0, 2);
    expect(await first()).toEqual(['marked', null]);
    // Somebody else says so, too: nobody knows who is right.
    await write(opened, other, { text: 'Wei (me)' });
    expect(await first()).toEqual(['hinted', 'hinted']);
    // Somebody else alone says so, and is painted as the others are.
    await write(opened, own, { text: 'Ana Example' });
    expect((await opened.find()).tiles[1]).toMatchObject({ name: 'Wei (me)', self: 'hinted' });
    // A video besides one's own: it is not known what videos are for.
    await write(opened, own, { text: 'Ana Example (me)' });
    await write(opened, other, { text: 'Ben Example' });
    expect(await first()).toEqual(['marked', null]);
    await write(opened, '[node-id="16780288"]', { html: '<video data-stream></video>' });
    await opened.page.evaluate(() => window.fixture.play());
    expect(await first()).toEqual(['hinted', null]);
    await write(opened, '[node-id="16780288"]', { html: '' });
    expect(await first()).toEqual(['marked', null]);
    // Nobody on the canvas: nothing tells a video apart.
    await opened.page.evaluate(() => {
      for (const player of document.querySelectorAll('video-player:not(:has(video))')) player.remove();
    });
    expect((await first())[0]).toBe('hinted');
    await opened.close();
  });
});
