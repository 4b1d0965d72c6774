// Rings of tests: unit (Node), browser (pages in a real Chromium), ui (every surface, with fixtures and in the built extension), consent (who may
// be read: the table, the three questions, groups, in Node and in the built extension), e2e (the built extension in the practice call).
import { defineConfig } from 'vitest/config';

const ring = (name: string, timeout: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: timeout,
    hookTimeout: timeout,
    // Words on a page settle for two seconds, and a busy machine takes its time.
    expect: { poll: { timeout: 10_000, interval: 100 } },
    // Two calls at once keep two cores busy; more would time each other out.
    maxWorkers: 2,
    // Files share what one of them has loaded.
    isolate: false,
    // Pages with fixtures are light: a few at once keep both cores busy.
    maxConcurrency: 3,
  },
});

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      ring('unit', 60_000),
      ring('browser', 120_000),
      ring('ui', 120_000),
      ring('consent', 120_000),
      ring('e2e', 180_000),
    ],
  },
});
