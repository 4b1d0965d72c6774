// What tests of command-line programs need: somewhere to write, and what was printed.
import { mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, vi } from 'vitest';

/** An empty folder for each test of the suite, gone after it. @returns its path, always the same. */
export function emptyFolder(name: string): string {
  // It would remember pictures by their path, which the next test uses again.
  sharp.cache(false);
  const folder = path.join(os.tmpdir(), `roomtone-${name}-${process.pid}`);
  beforeEach(async () => {
    await mkdir(folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  return folder;
}

/** What a test's program printed to the console, call by call: kept from the terminal, forgotten before the next test. */
export function printed(): { said: string[]; complained: string[] } {
  const said: string[] = [];
  const complained: string[] = [];
  beforeEach(() => {
    said.length = 0;
    complained.length = 0;
    vi.spyOn(console, 'log').mockImplementation((text) => said.push(String(text)));
    vi.spyOn(console, 'error').mockImplementation((text) => complained.push(String(text)));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return { said, complained };
}
