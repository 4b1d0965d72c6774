// A click that leaves somebody out holds for the call: by tile, and by name for who comes back as another tile.
import { describe, expect, it } from 'vitest';
import { Exclusions, NAME_MS } from '../../src/call/consent/exclusions.ts';
import { mayRead, type Subject } from '../../src/call/consent/policy.ts';

const tile = (id: string, name = ''): Subject => ({ id, name, isSelf: false, isShare: false });
const ADA = tile('1', 'Ada');

describe('who is left out by a click', () => {
  const readable = (exclusions: Exclusions, tiles: Subject[]) => {
    const policy = {
      mode: 'individual',
      excluded: exclusions.ids,
      awaited: exclusions.awaited,
      leftOut: new Set<string>(),
    } as const;
    return tiles.filter((one) => mayRead(one, policy)).map(({ id }) => id);
  };
  /** As a session does: first who is there, then who may be looked at. */
  const seen = (exclusions: Exclusions, tiles: Subject[], now: number, leftOut = false) => {
    exclusions.see(tiles, leftOut, now);
    return readable(exclusions, tiles);
  };

  it('stays so until taken back', () => {
    const exclusions = new Exclusions();
    const tiles = [ADA, tile('2', 'Bo')];
    expect(seen(exclusions, tiles, 0)).toEqual(['1', '2']);
    exclusions.set(ADA, true);
    expect(readable(exclusions, tiles)).toEqual(['2']);
    expect(seen(exclusions, tiles, 500)).toEqual(['2']);
    exclusions.set(ADA, false);
    expect(seen(exclusions, tiles, 1000)).toEqual(['1', '2']);
  });

  it('is so as another tile, too, written however', () => {
    const exclusions = new Exclusions();
    seen(exclusions, [ADA], 0);
    exclusions.set(ADA, true);
    expect(seen(exclusions, [tile('9', ' ada ')], 500)).toEqual([]);
    exclusions.set(tile('9', ' ada '), false);
    expect(seen(exclusions, [tile('9', ' ada '), tile('10', 'Ada')], 1000)).toEqual(['9', '10']);
  });

  it('does not take along who is called the same and was there before', () => {
    const exclusions = new Exclusions();
    const tiles = [ADA, tile('2', 'Ada')];
    seen(exclusions, tiles, 0);
    exclusions.set(ADA, true);
    expect(seen(exclusions, tiles, 500)).toEqual(['2']);
  });

  it('is waited for where a name is late, and no longer than that', () => {
    const exclusions = new Exclusions();
    seen(exclusions, [ADA], 0);
    exclusions.set(ADA, true);
    for (const at of [500, 500 + NAME_MS - 1]) expect(seen(exclusions, [tile('9')], at)).toEqual([]);
    expect(seen(exclusions, [tile('9', 'Ada')], 500 + NAME_MS)).toEqual([]);
    expect(seen(exclusions, [tile('8')], 500)).toEqual([]);
    expect(seen(exclusions, [tile('8')], 500 + NAME_MS)).toEqual(['8']);
  });

  it('is waited for where names are left out of every call; nobody else is, and never oneself', () => {
    const exclusions = new Exclusions();
    expect(seen(exclusions, [tile('1')], 0)).toEqual(['1']);
    expect(seen(exclusions, [tile('2')], 0, true)).toEqual([]);
    expect(seen(exclusions, [{ ...tile('3'), isSelf: true }], 0, true)).toEqual(['3']);
  });
});
