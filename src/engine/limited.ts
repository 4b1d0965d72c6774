// Time limits for promises that may never settle: drivers hang, threads die without a word.
import { EngineError } from './errors.ts';

/** Rejects with errorEngineSilent when `answer` has not settled after `ms` milliseconds. */
export async function limited<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const words = `No answer within ${(Math.max(0, ms) / 1000).toFixed(1)} s.`;
    timer = setTimeout(() => reject(new EngineError('errorEngineSilent', words)), Math.max(0, ms));
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
