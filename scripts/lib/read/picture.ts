// One picture file: read, and drawn upon where that is asked for.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { RoomOptions } from '../../../src/call/room/participant.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { wholePicture } from '../evaluation/reading.ts';
import { type Found, problemOf } from './files.ts';
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

/** Why a file that begins as a picture does could not be read, to follow "cannot be read". */
export function brokenBecause(error: unknown): string {
  const { problem } = problemOf(error);
  if (error instanceof Error && 'code' in error) return problem;
  return /pixel limit/.test(problem) ? 'it has too many pixels' : `it ends early or is damaged (${problem})`;
}
