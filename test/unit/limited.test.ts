// Time limits for answers that may never come.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limited } from '../../src/engine/limited.ts';

describe('an answer that never comes', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  const settled = (answer: Promise<unknown>) => {
    const state = { isOver: false };
    answer
      .catch(() => {})
      .finally(() => {
        state.isOver = true;
      });
    return state;
  };

  it('is given up after its time', async () => {
    vi.useFakeTimers();
    const answer = limited(new Promise(() => {}), 5000);
    const state = settled(answer);
    await vi.advanceTimersByTimeAsync(4999);
    expect(state.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await expect(answer).rejects.toMatchObject({ code: 'errorEngineSilent' });
  });

  it('has its time once more where the machine slept meanwhile', async () => {
    vi.useFakeTimers();
    const state = settled(limited(new Promise(() => {}), 5000));
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.isOver).toBe(true);
  });
});
