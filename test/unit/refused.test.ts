// What is no face: signs, cards and drawings that a tile can show. Nothing is read of them, the whole way through the engine that ships.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectAndZoom } from '../../scripts/lib/evaluation/reading.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { kernelFile, shippedModels } from '../support/models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({
    backend: 'wasm',
    models: await shippedModels(),
    kernels: kernelFile,
    warmUp: false,
  });
});
afterAll(() => engine.dispose());

const WIDTH = 640;
const HEIGHT = 360;

async function seen(inside: string): Promise<boolean> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif">${inside}</svg>`;
  const { data } = await sharp(Buffer.from(svg))
    .flatten({ background: '#202124' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (await detectAndZoom(engine, { width: WIDTH, height: HEIGHT, data })) !== null;
}

const ground = (colour: string) => `<rect width="100%" height="100%" fill="${colour}"/>`;
const text = (x: number, y: number, size: number, words: string, fill = '#fff') =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="middle" dominant-baseline="central">${words}</text>`;
const disc = (x: number, y: number, r: number, fill: string, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`;
const smiley = (x: number, y: number, r: number, skin: string, ink: string, bend: number) =>
  `${disc(x, y, r, skin)}${disc(x - 0.36 * r, y - 0.25 * r, 0.12 * r, ink)}${disc(x + 0.36 * r, y - 0.25 * r, 0.12 * r, ink)}
   <path d="M${x - 0.5 * r} ${y + 0.3 * r} Q${x} ${y + (0.3 + bend) * r} ${x + 0.5 * r} ${y + 0.3 * r}" stroke="${ink}" stroke-width="${0.09 * r}" fill="none"/>`;

const CARDS: Record<string, string> = {
  'a title card': `${ground('#12233f')}${text(320, 150, 54, 'QUARTERLY REVIEW')}${text(320, 220, 26, 'will begin shortly', '#9fb4d6')}<rect x="220" y="255" width="200" height="4" fill="#e0a43b"/>`,
  'a title card with round letters': `${ground('#000')}${text(320, 120, 90, 'OO')}${text(320, 230, 60, 'BOOTH 8')}`,
  'initials on a disc': `${ground('#3c4043')}${disc(320, 180, 90, '#1a73e8')}${text(320, 180, 80, 'AB')}`,
  'one letter': `${ground('#3c4043')}${disc(320, 180, 70, '#c5221f')}${text(320, 180, 72, 'M')}`,
  'a round logo': `${ground('#fff')}${disc(320, 180, 110, '#0b6e4f')}${disc(320, 180, 70, '#fff')}${disc(320, 180, 34, '#0b6e4f')}`,
  'a logo of two dots and an arc': `${ground('#f5f5f5')}${disc(270, 140, 24, '#222')}${disc(370, 140, 24, '#222')}<path d="M230 220 Q320 300 410 220" stroke="#e4572e" stroke-width="26" fill="none"/>`,
  'a yellow smiley': `${ground('#fff')}${smiley(320, 180, 140, '#ffd93b', '#3b2a00', 0.5)}`,
  'a sad smiley': `${ground('#223')}${smiley(320, 190, 130, '#ffd93b', '#3b2a00', -0.4)}`,
  'a smiley of lines': `${ground('#fff')}${smiley(320, 180, 120, '#fff', '#000', 0.4)}${disc(320, 180, 120, 'none', 'stroke="#000" stroke-width="8"')}`,
  'a clock': `${ground('#e8eaed')}${disc(320, 180, 130, '#fff', 'stroke="#333" stroke-width="12"')}<path d="M320 180 V90 M320 180 L390 210" stroke="#333" stroke-width="10"/>`,
  'a chart': `${ground('#fff')}${[60, 140, 90, 210, 170].map((h, i) => `<rect x="${120 + 85 * i}" y="${320 - h}" width="55" height="${h}" fill="#4285f4"/>`).join('')}`,
  'small print': `${ground('#fff')}${Array.from({ length: 9 }, (_, i) => text(320, 40 + 34 * i, 20, 'The quick brown fox jumps over the lazy dog again', '#222')).join('')}`,
};

describe('a tile that shows', () => {
  it.each(Object.entries(CARDS))('%s has nobody in it', async (_, inside) => {
    expect(await seen(inside)).toBe(false);
  });
});
