// Rings of tests: unit (Node), browser (pages in a real Chromium), ui (every surface, with fixtures and in the built extension), consent (who may
// be read: the table, the three questions, groups, in Node and in the built extension), e2e (the built extension in the practice call).
import { defineConfig } from 'vitest/config';

const ring = (name: string, timeout: number, parallel: boolean) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: timeout,
    hookTimeout: timeout,
    // Words on a page settle for two seconds, and a busy machine takes its time.
    expect: { poll: { timeout: 10_000, interval: 100 } },
    // Calls that are read keep both cores busy: two at once time each other out. All else mostly waits.
    fileParallelism: parallel,
    maxWorkers: parallel ? 2 : 1,
    isolate: false,
    // Pages with fixtures are light: a few at once keep both cores busy.
    maxConcurrency: 3,
  },
});

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      ring('unit', 60_000, true),
      ring('browser', 120_000, true),
      ring('ui', 120_000, true),
      ring('consent', 120_000, true),
      ring('e2e', 180_000, true),
    ],
  },
});
