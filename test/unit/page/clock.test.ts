// A machine whose clock is set back in mid-call.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { now } from '../../../src/page/clock.ts';

afterEach(() => vi.restoreAllMocks());

describe('the time of a call', () => {
  it('goes on where the clock is set back, and from where it is set forward', () => {
    const clock = vi.spyOn(Date, 'now');
    const at = (ms: number) => {
      clock.mockReturnValue(ms);
      return now();
    };
    const begin = now() + 1000;
    expect(at(begin)).toBe(begin);
    expect(at(begin + 500)).toBe(begin + 500);
    expect(at(begin - 3_600_000), 'an hour back').toBe(begin + 500);
    expect(at(begin - 3_600_000 + 200)).toBe(begin + 700);
    expect(at(begin + 1000), 'and forward again').toBeGreaterThan(begin + 3_600_000);
  });
});
