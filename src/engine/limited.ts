// Time limits for promises that may never settle: drivers hang, threads die without a word.
import { EngineError } from './errors.ts';

/** @throws what `late` makes, else errorEngineSilent, when `answer` has not settled after `ms` milliseconds. */
export async function limited<T>(answer: Promise<T>, ms: number, late: () => Error = () => silent(ms)): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
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
