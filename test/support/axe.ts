// What axe finds on a page.
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** One line for each rule that is broken, with the elements that break it. */
/** Takes a second of the processor or more, so without --long a few states stand for all that are made of the same parts. */
export async function violations(page: Page): Promise<string[]> {
  // By way of the debugger, so that the page's own policy stays as it is.
  await page.evaluate(axe.source);
  const results: AxeResults = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { rules: { 'target-size': { enabled: true } } }),
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
