// The doctor at an address that does not answer.
import { expect, it } from 'vitest';
import { openPage } from '../../scripts/doctor.ts';
import { launchBrowser } from '../support/browser.ts';

it.each([
  ['https://call.nowhere.invalid/room', 'net::ERR_NAME_NOT_RESOLVED'],
  ['http://localhost:9/', 'net::ERR_UNSAFE_PORT'],
  ['http://127.0.0.1:49999/', 'net::ERR_CONNECTION_REFUSED'],
])('%s: a sentence for people with the reason', async (address, reason) => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await expect(openPage(page, new URL(address))).rejects.toThrow(
      `${address} could not be opened (${reason}). Is the address right, and does this machine reach it?`,
    );
  } finally {
    await browser.close();
  }
});
