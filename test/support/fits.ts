// Whether a page's words have the room that they need.
import type { Page } from 'playwright-core';

/** Pixels by which a page is wider than its window, and the words that are cut off. */
export interface Overflow {
  wide: number;
  cut: (string | null)[];
}

export const FITS: Overflow = { wide: 0, cut: [] };

export const overflow = (page: Page): Promise<Overflow> =>
  page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    cut: [
      ...document.querySelectorAll<HTMLElement>(
        'h1, h2, h3, p, li, span, label, legend, output, select, button, a, dt, .pill',
      ),
    ]
      // Words for the ear alone take up no room, signs that lie close together overlap on purpose, and long names in the list of people end in dots.
      .filter((e) => !e.closest('.unseen, .signs, .person .name'))
      .filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.textContent),
  }));
