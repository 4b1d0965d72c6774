// What axe finds on a page.
import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { inPackage } from '../../harness/packages.ts';

const SCRIPT = readFileSync(inPackage('axe-core', 'axe.min.js'), 'utf8');

/**
 * One line for each rule that is broken, with the elements that break it. Takes a second of the processor or more, so without --long a few states
 * stand for all that are made of the same parts.
 */
export async function violations(page: Page): Promise<string[]> {
  // By way of the debugger, so that the page's own policy stays as it is.
  await page.evaluate(SCRIPT);
  return page.evaluate(async () => {
    const { axe: here } = window as unknown as { axe: typeof axe };
    // A list of all that is as it should be would be long.
    const options: axe.RunOptions = { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] };
    const { violations } = await here.run(document, options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
