// Pictures with the faces' boxes, numbers and words drawn on them.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type FormatEnum } from 'sharp';
import type { PixelBox } from '../../../src/engine/types.ts';
import { LARGEST } from '../evaluation/reading.ts';
import type { Read } from './lines.ts';

/**
 * Writes the picture to the folder under its own name. No file that exists is written over: where the name is taken, it gets a number.
 * @param bytes of the picture's file. Rejects with what the file system or sharp says.
 */
export async function annotate(folder: string, bytes: Buffer, read: Read): Promise<void> {
  const drawn = await annotated(bytes, read);
  const { name, ext } = path.parse(read.file);
  for (let i = 1; ; i++) {
    try {
      await writeFile(path.join(folder, `${name}${i === 1 ? '' : `-${i}`}${ext}`), drawn, { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}

/** In the picture's own format, the right way up, as large as it was looked at, without what its camera wrote into it. */
async function annotated(bytes: Buffer, { width, faces }: Read): Promise<Buffer> {
  const { format } = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scale = info.width / width;
  const marks = faces.map(({ number, word, box }) => mark(`${number} ${word}`, resized(box, scale)));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${info.width}" height="${info.height}">${marks.join('')}</svg>`;
  const { width: w, height: h, channels } = info;
  return sharp(data, { raw: { width: w, height: h, channels } })
    .composite([{ input: Buffer.from(svg) }])
    .toFormat(format === 'heif' ? 'avif' : (format as keyof FormatEnum))
    .toBuffer();
}

const resized = ({ x, y, width, height }: PixelBox, scale: number): PixelBox => ({
  x: scale * x,
  y: scale * y,
  width: scale * width,
  height: scale * height,
});

/** A box, and what is said of it on a bar above it, or within it at the picture's edge. */
function mark(words: string, { x, y, width, height }: PixelBox): string {
  const size = Math.max(12, Math.min(48, width / 6));
  const stroke = Math.max(2, size / 8);
  const [bar, left] = [1.4 * size, Math.max(0, x)];
  const top = Math.max(0, y - bar);
  const box = `x="${x}" y="${y}" width="${width}" height="${height}" fill="none"`;
  return `<rect ${box} stroke="#000" stroke-width="${2 * stroke}"/><rect ${box} stroke="#fff" stroke-width="${stroke}"/>
<rect x="${left}" y="${top}" width="${size * (0.6 * words.length + 0.8)}" height="${bar}" fill="#000"/>
<text x="${left + 0.4 * size}" y="${top + size}" font-family="sans-serif" font-size="${size}" fill="#fff">${words}</text>`;
}
