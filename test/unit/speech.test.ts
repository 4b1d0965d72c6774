// Where words come from when the browser has none: now and then Chromium gives '' for every message of an extension that it has just started.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const browser = vi.hoisted(() => ({ has: true }));
vi.mock('webextension-polyfill', () => ({
  default: {
    i18n: {
      getUILanguage: () => 'en-US',
      getMessage: (key: string) => (browser.has ? `the browser’s ${key}` : ''),
    },
  },
}));

describe('words', () => {
  let speechIn: typeof import('../../src/i18n/translate.ts')['speechIn'];
  beforeAll(async () => {
    // Files share what one of them has loaded, and another may have loaded it with a browser of its own.
    vi.resetModules();
    ({ speechIn } = await import('../../src/i18n/translate.ts'));
  });
  afterAll(() => vi.resetModules());
  const load = vi.fn(async () => ({ extName: { message: 'from the file' } }));
  beforeEach(() => load.mockClear());

  it('are the browser’s where it has them, and no file is read', async () => {
    browser.has = true;
    expect((await speechIn('auto', load)).t('extName')).toBe('the browser’s extName');
    expect(load).not.toHaveBeenCalled();
  });

  it('are read from the files where the browser has none', async () => {
    browser.has = false;
    expect((await speechIn('auto', load)).t('extName')).toBe('from the file');
    expect(load).toHaveBeenCalledWith('en');
  });
});
