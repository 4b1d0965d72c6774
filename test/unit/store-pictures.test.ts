// The pictures that the stores show are there, in the sizes that they ask for; npm run pictures -- --only store takes them anew.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { TILES, tileSvg } from '../../scripts/lib/store/tiles.ts';
import { root } from '../support/models.ts';

const folder = path.join(root, 'docs/store/pictures');
/** The project is cloned with them. */
const MOST_BYTES = 400_000;

it('five screenshots and two tiles are as large as the Chrome Web Store asks, and small files', async () => {
  const sizes = await Promise.all(
    (await readdir(folder)).sort().map(async (name) => {
      const file = path.join(folder, name);
      expect((await stat(file)).size, name).toBeLessThan(MOST_BYTES);
      const { format, width, height } = await sharp(file).metadata();
      return `${name} ${format} ${width}×${height}`;
    }),
  );
  expect(sizes).toEqual([
    '1-call.png png 1280×800',
    '2-popup.png png 1280×800',
    '3-panel.png png 1280×800',
    '4-report.png png 1280×800',
    '5-questions.png png 1280×800',
    'tile-large.png png 1400×560',
    'tile-small.png png 440×280',
  ]);
});

it('a tile is drawn in its size, with ten dots', () => {
  for (const [name, [width, height]] of Object.entries(TILES)) {
    const svg = tileSvg(name as keyof typeof TILES);
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
    expect([10, 20]).toContain(svg.match(/<circle /g)?.length);
  }
});
