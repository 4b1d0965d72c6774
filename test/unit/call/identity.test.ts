// Who is who: namesakes, late and hidden names, recycled elements and tracks, oneself.
import { describe, expect, it } from 'vitest';
import { nameKey } from '../../../src/call/consent/names.ts';
import { Play, tile } from './calls.ts';

const site = (siteId: string) => ({ siteId });

describe('an exclusion', () => {
  it('stays with its person on a site with ids when a namesake’s tile comes first', () => {
    const [ana, other] = [tile(1, 'Ana', site('a')), tile(2, 'Ana', site('b'))];
    const play = new Play().on().sweep(ana, other).exclude(1);
    expect(play.readable).toEqual([2]);
    expect(play.sweep(other, ana).readable).toEqual([2]);
  });

  it('covers both namesakes where a site goes by names, and both say why', () => {
    const [ana, other] = [tile(1, 'Ana'), tile(2, 'Ana')];
    const play = new Play().on().sweep(ana, other).exclude(1).sweep(other, ana);
    expect(play.readable).toEqual([]);
    expect(play.participant(1)?.because).toBe('asked');
    expect(play.participant(2)?.because).toBe('unsure');
  });

  it('covers both namesakes when the page builds all tiles anew', () => {
    const play = new Play().on().sweep(tile(1, 'Ana'), tile(2, 'Ana')).exclude(1).sweep(tile(3, 'Ana'), tile(4, 'Ana'));
    expect(play.readable).toEqual([]);
    expect([3, 4].map((n) => play.participant(n)?.because)).toEqual(['unsure', 'unsure']);
  });

  it('no longer covers a namesake of whom the user says that they may be read', () => {
    const play = new Play().on().sweep(tile(1, 'Ana'), tile(2, 'Ana')).exclude(1).exclude(2, false);
    expect(play.sweep(tile(2, 'Ana'), tile(1, 'Ana')).readable).toEqual([2]);
  });

  it('covers whoever comes back under a new id with the same name, written otherwise', () => {
    const play = new Play()
      .on()
      .sweep(tile(1, 'Ana', site('a')))
      .exclude(1);
    play.at += 60_000;
    expect(play.sweep(tile(2, ' ANA ', site('b'))).readable).toEqual([]);
    expect(play.participant(2)?.because).toBe('unsure');
  });

  it('covers a second tile of the same name that comes while the first is still there', () => {
    const first = tile(1, 'Ana', site('a'));
    const play = new Play().on().sweep(first).exclude(1);
    expect(play.sweep(first, tile(2, 'Ana', site('b'))).readable).toEqual([]);
  });

  it('stays when the site gives the id of the excluded person to somebody else and the other way round', () => {
    const play = new Play()
      .on()
      .sweep(tile(1, 'Ana', site('a')), tile(2, 'Bob', site('b')))
      .exclude(1);
    play.sweep(tile(1, 'Ana', site('b')), tile(2, 'Bob', site('a')));
    expect(play.readable).not.toContain(1);
  });

  it('stays when the site makes new ids for everybody', () => {
    const play = new Play()
      .on()
      .sweep(tile(1, 'Ana', site('a')), tile(2, 'Bob', site('b')))
      .exclude(1);
    expect(play.sweep(tile(1, 'Ana', site('c')), tile(2, 'Bob', site('d'))).readable).toEqual([2]);
    expect(play.participant(1)?.because).toBe('asked');
  });

  it('stays when the camera is changed, the element is built anew, or both one after the other', () => {
    const play = new Play().on().sweep(tile(1, 'Ana'), tile(2, 'Bob')).exclude(1);
    for (const ana of [tile(1, 'Ana', { track: 'x' }), tile(7, 'Ana', { track: 'x' }), tile(8, 'Ana', { track: 'y' })])
      expect(play.sweep(ana, tile(2, 'Bob')).readable).toEqual([2]);
  });

  it('stays while a name hides, and does not pass to whoever gets the element', () => {
    const play = new Play().on().sweep(tile(1, 'Ana'), tile(2, 'Bob')).exclude(1).sweep(tile(1, ''), tile(2, ''));
    expect(play.readable).toEqual([2]);
    play.sweep(tile(2, 'Bob'));
    play.at += 10_000;
    play.sweep(tile(2, 'Bob'));
    expect(play.sweep(tile(1, 'Cleo', { track: 'new' }), tile(2, 'Bob')).readable).toEqual([1, 2]);
  });

  it('covers a new name on the same picture until the excluded person is seen elsewhere', () => {
    const play = new Play().on().sweep(tile(1, 'Ana')).exclude(1).sweep(tile(1, 'Cleo'));
    expect(play.participant(1)?.because).toBe('unsure');
    play.sweep(tile(1, 'Cleo'), tile(2, 'Ana'));
    expect(play.sweep(tile(1, 'Cleo'), tile(2, 'Ana')).readable).toEqual([1]);
  });

  it('is taken back by person: nobody of that name is left out after it, even if the name hides at that moment', () => {
    const play = new Play().on().sweep(tile(1, 'Ana')).exclude(1).sweep(tile(1, '')).exclude(1, false);
    expect(play.readable).toEqual([1]);
    expect(play.sweep(tile(1, ''), tile(2, 'Ana')).readable).toEqual([1, 2]);
  });

  it('makes a newcomer without a name wait for it', () => {
    const ana = tile(1, 'Ana', site('a'));
    const play = new Play()
      .on()
      .sweep(ana)
      .exclude(1)
      .sweep(ana, tile(2, '', site('b')));
    expect(play.participant(2)?.because).toBe('nameless');
    expect(play.sweep(ana, tile(2, 'Bob', site('b'))).readable).toEqual([2]);
  });

  it('survives reading being switched off and on', () => {
    const play = new Play().on().sweep(tile(1, 'Ana'), tile(2, 'Bob')).exclude(1);
    play.tell({ kind: 'reading', on: false });
    play.at += 60_000;
    expect(play.on().sweep(tile(1, 'Ana'), tile(2, 'Bob')).readable).toEqual([2]);
  });
});

describe('the list of people who are never read', () => {
  const blocking = (...names: string[]) => new Play().tell({ kind: 'blocked', names }).on();

  it('holds for every spelling, with a note in brackets and without', () => {
    const names = ['ana lima', 'Ana  Lima', 'Ana Lima (Guest)', 'ＡＮＡ Lima', 'Ana\u200b Lima', 'Ana Lima (You)'];
    const play = blocking('Ana Lima').sweep(...names.map((name, i) => tile(i, name)), tile(90, 'Ana Limas'));
    expect(play.readable).toEqual([90]);
    expect(nameKey('  ＡＮＡ\u200b  Lima ')).toBe('ana lima');
  });

  it('holds while the page hides its labels, and nobody is read before the name is known', () => {
    const play = blocking('Ana').sweep(tile(1, 'Ana'), tile(2, 'Bob'), tile(3, ''));
    expect(play.readable).toEqual([2]);
    for (let i = 0; i < 60; i++) play.sweep(tile(1, ''), tile(2, ''), tile(3, ''));
    expect(play.readable).toEqual([2]);
    expect([1, 3].map((n) => play.participant(n)?.because)).toEqual(['blocked', 'nameless']);
    expect(play.participant(2)?.name).toBe('Bob');
    expect(play.sweep(tile(1, ''), tile(2, ''), tile(3, 'Cleo')).readable).toEqual([2, 3]);
  });

  it('holds under another name of the same person', () => {
    const play = blocking('Ana')
      .sweep(tile(1, 'Ana', site('a')))
      .sweep(tile(1, 'A.', site('a')));
    expect(play.readable).toEqual([]);
  });

  it('lets somebody without a name be read once the user says so, but not after the list has grown', () => {
    const play = blocking('Ana').sweep(tile(1, '')).exclude(1, false);
    expect(play.readable).toEqual([1]);
    expect(play.tell({ kind: 'blocked', names: ['Ana', 'Bob'] }).readable).toEqual([]);
  });

  it('is not forgotten by a held name once another picture is shown under hidden labels', () => {
    const play = blocking('Ana')
      .sweep(tile(1, 'Bob'))
      .sweep(tile(1, '', { track: null, isCameraOff: true }));
    expect(play.sweep(tile(1, '', { track: 'other' })).readable).toEqual([]);
  });

  it('that cannot be loaded means that nobody is read', () => {
    const play = new Play().on().sweep(tile(1, 'Ana')).tell({ kind: 'unreadable', store: 'blocked' });
    expect(play.readable).toEqual([]);
    expect(play.snapshot).toMatchObject({ phase: 'error', error: 'errorStorage' });
    play.tell({ kind: 'blocked', names: [] });
    expect(play.snapshot).toMatchObject({ phase: 'off', error: null });
  });
});

describe('a shared screen', () => {
  it('stays one while its label hides or its element is shown anew', () => {
    const share = { isShare: true };
    const play = new Play().on().sweep(tile(1, 'Ana (screen)', share), tile(2, 'Bob'));
    for (const hidden of [tile(1, ''), tile(1, '', { track: 'new' }), tile(5, '', { track: 'new' })])
      expect(play.sweep(hidden, tile(2, 'Bob')).readable).toEqual([2]);
    expect(play.snapshot.room.participants.map((p) => p.name)).toEqual(['Bob']);
  });

  it('that no mark tells is one for as long as the page says so', () => {
    const guess = { isShare: true, isShareForNow: true };
    const play = new Play().on().sweep(tile(1, 'Ana', guess), tile(2, 'Bob'));
    expect(play.readable).toEqual([2]);
    expect(play.sweep(tile(1, 'Ana'), tile(2, 'Bob')).readable).toEqual([1, 2]);
  });

  it('is a camera again once the page shows another name there', () => {
    const play = new Play()
      .on()
      .sweep(tile(1, 'Ana (screen)', { isShare: true }))
      .sweep(tile(1, 'Ana', { track: 'cam' }));
    expect(play.readable).toEqual([1]);
  });
});

describe('“only me”', () => {
  const alone = () => new Play({ mode: 'self' }).on();

  it('reads the one tile that the site marks', () => {
    const play = alone().sweep(tile(1, 'Ana', { self: 'marked' }), tile(2, 'Bob'));
    expect(play.readable).toEqual([1]);
    expect(play.snapshot).toMatchObject({ selfCandidates: null, selfPicked: false });
  });

  it.each([
    ['nobody is marked', [tile(1, 'Ana'), tile(2, 'Bob')], [false, false]],
    ['one is mirrored or called “(You)”', [tile(1, 'Ana'), tile(2, 'Wei (You)', { self: 'hinted' })], [true, false]],
    ['two are marked', [tile(1, 'Ana', { self: 'marked' }), tile(2, 'Bob', { self: 'marked' })], [true, true]],
  ])('reads nobody and asks where %s', (_, tiles, hints) => {
    const play = alone().sweep(...tiles);
    expect(play.readable).toEqual([]);
    expect(play.snapshot.selfCandidates?.map(({ isHinted }) => isHinted)).toEqual(hints);
    expect(play.snapshot.room.participants).toEqual([]);
  });

  it('reads whom the user picks, and keeps to them while they come and go', () => {
    const play = alone().sweep(tile(1, 'Ana'), tile(2, 'Bob'));
    play.tell({ kind: 'self', id: play.idOf(2) });
    expect(play.readable).toEqual([2]);
    expect(play.snapshot).toMatchObject({ selfCandidates: null, selfPicked: true });
    expect(play.sweep(tile(1, 'Ana')).readable).toEqual([]);
    expect(play.sweep(tile(1, 'Ana'), tile(5, 'Bob', { track: 'track-2' })).readable).toEqual([5]);
    play.at += 60_000;
    play.sweep(tile(1, 'Ana'));
    expect(play.sweep(tile(1, 'Ana'), tile(9, 'Bob')).readable).toEqual([]);
    expect(play.snapshot.selfCandidates).toHaveLength(2);
  });

  it('does not follow a pick to whoever gets the tile', () => {
    const play = alone().sweep(tile(1, 'Ana'));
    play.tell({ kind: 'self', id: play.idOf(1) });
    expect(play.sweep(tile(1, 'Bob')).readable).toEqual([]);
  });

  it('keeps what the site has marked while the mark hides, until another tile is marked', () => {
    const play = alone().sweep(tile(1, 'Ana', { self: 'marked' }), tile(2, 'Bob'));
    expect(play.sweep(tile(1, 'Ana'), tile(2, 'Bob')).readable).toEqual([1]);
    expect(play.sweep(tile(1, 'Ana'), tile(2, 'Bob', { self: 'marked' })).readable).toEqual([2]);
  });

  it('never reads a share of one’s own', () => {
    const play = alone().sweep(tile(1, 'Ana', { self: 'marked' }), tile(2, 'Ana', { self: 'marked', isShare: true }));
    expect(play.readable).toEqual([1]);
  });

  it('asks who among several is oneself when the user picks one and the site marks another', () => {
    const play = alone().sweep(tile(1, 'Ana'), tile(2, 'Bob'));
    play.tell({ kind: 'self', id: play.idOf(1) });
    expect(play.sweep(tile(1, 'Ana'), tile(2, 'Bob', { self: 'marked' })).readable).toEqual([]);
    expect(play.snapshot.selfCandidates).toHaveLength(2);
  });
});
