// Match patterns as the browser reads them: a wrong yes would tell people to reload a tab in vain.
import { expect, it } from 'vitest';
import { matches } from '../../../src/messaging/match-pattern.ts';

it.each([
  ['https://meet.google.com/*', 'https://meet.google.com/abc-defg-hij?pli=1', true],
  ['https://meet.google.com/*', 'https://meet.google.com/', true],
  ['https://meet.google.com/*', 'http://meet.google.com/abc', false],
  ['https://meet.google.com/*', 'https://meet.google.com.evil.example/', false],
  ['https://meet.google.com/*', 'https://meetxgoogle.com/', false],
  ['https://meet.google.com/*', '', false],
  ['https://*.zoom.us/wc/*', 'https://us02web.zoom.us/wc/123/start', true],
  ['https://*.zoom.us/wc/*', 'https://zoom.us/wc/123', true],
  ['https://*.zoom.us/wc/*', 'https://notzoom.us/wc/123', false],
  ['https://*.zoom.us/wc/*', 'https://zoom.us/j/123', false],
  ['*://*/*', 'http://localhost:8080/x', true],
  ['https://*.zoom.us/wc/*', 'https://evil.example/?https://a.zoom.us/wc/1', false],
  ['no pattern', 'https://meet.google.com/', false],
])('%s on %s: %s', (pattern, address, expected) => {
  expect(matches(pattern, address)).toBe(expected);
});
