// Time limits for promises that may never settle: drivers hang, threads die without a word.
import { EngineError } from './errors.ts';

/** A timer that rings so much too late has slept, milliseconds: the machine had no time for the answer either. */
const SLEPT_MS = 1000;

/**
 * @throws what `late` makes, else errorEngineSilent, when `answer` has not settled after `ms` milliseconds. A machine that slept meanwhile has the
 * whole time once more.
 */
export async function limited<T>(answer: Promise<T>, ms: number, late: () => Error = () => silent(ms)): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    const wait = () => {
      const due = performance.now() + ms;
      timer = setTimeout(() => (performance.now() - due > SLEPT_MS ? wait() : reject(late())), ms);
    };
    wait();
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}

function silent(ms: number): EngineError {
  return new EngineError('errorEngineSilent', `No answer within ${ms / 1000} s.`);
}
