// One picture file: read, and drawn upon where that is asked for.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { RoomOptions } from '../../../src/call/room/participant.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { wholePicture } from '../evaluation/reading.ts';
import type { Found } from './files.ts';
import type { Read } from './lines.ts';
import { readingsOf } from './readings.ts';

export interface ReadPicture {
  read: Read;
  /** Of the file. */
  bytes: Buffer;
}

/** Rejects with what the file system, sharp or the engine says. */
export async function readPicture(engine: Engine, { name, path }: Found, options: RoomOptions): Promise<ReadPicture> {
  const bytes = await readFile(path);
  const upright = sharp(bytes).autoOrient();
  const { autoOrient: size } = await upright.metadata();
  const faces = await readingsOf(engine, await wholePicture(upright), size, options);
  return { read: { file: name, seconds: null, ...size, faces }, bytes };
}

/** What sharp says of a file, in words to follow "cannot be read". */
export function brokenBecause(words: string): string {
  if (/pixel limit/i.test(words)) return 'it has too many pixels';
  if (/premature|truncat|unexpected end|end of (file|image|stream)|not enough|corrupt|read error|ended/i.test(words))
    return `it ends early or is damaged (${words})`;
  return words;
}
