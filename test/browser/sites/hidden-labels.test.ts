// Pages hide their labels while the pointer rests. A hidden label is still the name, the mark of oneself and the mark of a shared screen.
import { describe, expect, it } from 'vitest';
import { type FixturePage, fixtures } from '../../support/fixture-page.ts';

/** Fixture -> what its labels are. */
const LABELS = {
  meet: 'main .tile > span.notranslate',
  zoom: '.video-avatar__avatar-footer span',
  teams: '[data-tid="participant-info-nametag"]',
  jitsi: '.displayname',
  webex: '[data-test="participant-name"]',
  whereby: '.jstest-displayname, .nameBanner-e5',
  'any-page': '.tile > span, .participant-name',
} as const;

const WAYS = [
  'display: none',
  'visibility: hidden',
  'opacity: 0',
  'display: block; width: 0; height: 0; overflow: hidden',
  'aria-hidden',
] as const;

/** Puts each label into an element of its own, so that what lies around a label can be hidden as well. */
const wrap = ({ page }: FixturePage, labels: string) =>
  page.evaluate((css) => {
    for (const label of document.querySelectorAll(css)) {
      const wrapper = document.createElement('div');
      wrapper.className = 'wrapper';
      label.replaceWith(wrapper);
      wrapper.append(label);
    }
  }, labels);

const hide = ({ page }: FixturePage, css: string, way: string) =>
  page.evaluate(
    ([selector, how]) => {
      for (const element of document.querySelectorAll<HTMLElement>(selector)) {
        element.removeAttribute('style');
        element.removeAttribute('aria-hidden');
        if (how === 'aria-hidden') element.setAttribute(how, 'true');
        else element.style.cssText = how;
      }
    },
    [css, way] as const,
  );

describe('labels that the page hides', () => {
  const { open } = fixtures();

  it.each(Object.entries(LABELS))('%s: count as they did before, however they are hidden', async (fixture, labels) => {
    const opened = await open(fixture);
    await wrap(opened, labels);
    const before = await opened.find();
    for (const css of [labels, '.wrapper'])
      for (const way of WAYS) {
        await hide(opened, css, way);
        expect(await opened.find(), `${way} on ${css}`).toEqual(before);
        await hide(opened, css, '');
      }
    await opened.close();
  });

  it.each([
    ['jitsi', ['', '', '', '', '']],
    ['webex', ['', '', '', '']],
    // What else tells the name counts as it always does.
    ['teams', ['Ana Example', 'Ana Example', 'Ben Example', 'Ana Example', '']],
    ['meet', ['Ada Example', "<b>Bo</b> O'Neil", '田中 美咲', '', '']],
    ['any-page', ['', "Bo O'Neil", '', '', '', '', '', '']],
  ] as const)('%s: are no names once they are gone from the page', async (fixture, names) => {
    const opened = await open(fixture);
    await opened.find();
    await opened.page.evaluate((css) => {
      for (const label of document.querySelectorAll(css)) label.remove();
    }, LABELS[fixture]);
    expect((await opened.find()).tiles.map(({ name }) => name)).toEqual(names);
    await opened.close();
  });

  const names = async ({ find }: FixturePage) => (await find()).tiles.map(({ name }) => name);

  it('any page: are not replaced by texts that stood beside them and stay', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(() => {
      for (const tile of document.querySelectorAll('.tile')) tile.insertAdjacentHTML('beforeend', '<b>HD</b>');
    });
    const before = await names(opened);
    expect(before.slice(0, 2)).toEqual(['Ana', 'HD']);
    await hide(opened, LABELS['any-page'], 'display: none');
    expect(await names(opened)).toEqual(before);
    await opened.close();
  });

  it('any page: give way to a text that comes in their place', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(() => {
      const [label] = document.querySelectorAll<HTMLElement>('.tile > span');
      if (label) label.textContent = 'Connecting';
    });
    expect((await names(opened))[0]).toBe('Connecting');
    await opened.page.evaluate(() => {
      const [label] = document.querySelectorAll<HTMLElement>('.tile > span');
      label?.insertAdjacentHTML('afterend', '<span>Ana</span>');
      if (label) label.style.display = 'none';
    });
    expect((await names(opened))[0]).toBe('Ana');
    await opened.close();
  });

  it('any page: are found where names stand, though nobody has seen them yet, and texts for screen readers are not', async () => {
    const opened = await open('any-page');
    await opened.page.evaluate(() => {
      const [first, second] = document.querySelectorAll<HTMLElement>('.tile > span');
      first?.setAttribute('class', 'participant-name');
      if (first) first.style.display = 'none';
      if (!second) return;
      second.outerHTML =
        '<span class="sr-only label" style="width: 1px; height: 1px; overflow: hidden; display: block">Muted</span>' +
        '<div class="tooltip-name" style="display: none">More options</div><template><i class="name">Nobody</i></template>';
    });
    const found = await names(opened);
    expect(found[0]).toBe('Ana');
    expect(found[3]).toBe('');
    await opened.close();
  });
});
