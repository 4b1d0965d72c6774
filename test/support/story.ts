// Tests that go on where the one before has ended are one test of several steps: it runs alone, and in any order among the others.
import { it } from 'vitest';

/** @param steps by what each shows, in their order. An error is led by its step's name. */
export function story(title: string, steps: Record<string, () => unknown>): void {
  it(title, async () => {
    for (const [name, step] of Object.entries(steps)) {
      try {
        await step();
      } catch (error) {
        if (error instanceof Error) error.message = `${name}: ${error.message}`;
        throw error;
      }
    }
  });
}
