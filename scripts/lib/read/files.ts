// Which files are meant, and what each of them is by its first bytes.
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { oneLine } from '../dataset.ts';

/** A file, or a reason why it is none that can be read. */
export interface Found {
  /** As it was named, with the way from there for what lies in a folder. */
  name: string;
  /** Absolute. */
  path: string;
  kind: 'picture' | 'video' | { problem: string };
}

const PICTURES = /\.(jpe?g|png|webp|gif|tiff?|avif|bmp|hei[cf])$/i;
const VIDEOS = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g|m?ts|ogv|wmv|flv|3gp)$/i;
const HEAD_BYTES = 4096;

/**
 * The pictures and videos among these files and in these folders, in the order in which they are named; a folder's by name, with its folders.
 * What lies in a folder and is neither by its content nor by its name is left out, and so is `except`, a folder of results.
 */
export async function filesIn(names: readonly string[], from: string, except: string | null): Promise<Found[]> {
  const found: Found[] = [];
  for (const name of names) {
    const file = path.resolve(from, name);
    const info = await stat(file).catch(problemOf);
    if ('problem' in info) found.push({ name, path: file, kind: info });
    else if (!info.isDirectory()) found.push({ name, path: file, kind: await kindOf(file) });
    else {
      const inside = await folder(name, file, { except, walked: new Set() });
      found.push(...(inside.length > 0 ? inside : [{ name, path: file, kind: { problem: EMPTY_FOLDER } }]));
    }
  }
  return found;
}

const EMPTY_FOLDER = 'it is a folder without pictures and videos';

interface Walk {
  except: string | null;
  /** The true paths of folders that were walked: links may lead back. */
  walked: Set<string>;
}

async function folder(name: string, whole: string, walk: Walk): Promise<Found[]> {
  const found: Found[] = [];
  try {
    const real = await realpath(whole);
    if (walk.walked.has(real)) return [];
    walk.walked.add(real);
    const entries = (await readdir(whole)).filter((entry) => !entry.startsWith('.')).sort();
    for (const entry of entries) {
      const [inside, file] = [path.join(name, entry), path.join(whole, entry)];
      const info = await stat(file).catch(problemOf);
      if ('problem' in info) found.push({ name: inside, path: file, kind: info });
      else if (!info.isDirectory()) {
        const kind = await kindOf(file);
        if (typeof kind === 'string' || PICTURES.test(entry) || VIDEOS.test(entry))
          found.push({ name: inside, path: file, kind });
      } else if (file !== walk.except) found.push(...(await folder(inside, file, walk)));
    }
  } catch (error) {
    found.push({ name, path: whole, kind: problemOf(error) });
  }
  return found;
}

async function kindOf(file: string): Promise<Found['kind']> {
  try {
    // Opening a pipe would wait for whoever writes to it.
    if (!(await stat(file)).isFile()) return { problem: 'it is no file' };
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return kindOfBytes(buffer.subarray(0, bytesRead), path.basename(file));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return problemOf(error);
  }
}

/** @param name decides only how the problem is put. */
export function kindOfBytes(head: Buffer, name: string): Found['kind'] {
  if (head.length === 0) return { problem: 'it is empty' };
  const text = head.toString('latin1');
  if (text.slice(4, 8) === 'ftyp') return kindOfBrands(text.slice(8, head.readUInt32BE(0)));
  const begins = (marks: readonly Mark[]) =>
    marks.some((mark) => Object.entries(mark).every(([at, bytes]) => text.startsWith(bytes, Number(at))));
  if (begins(PICTURE_MARKS)) return 'picture';
  if (begins(VIDEO_MARKS)) return 'video';
  if (PICTURES.test(name)) return { problem: 'it holds no picture that is known here, whatever its name says' };
  if (VIDEOS.test(name)) return { problem: 'it holds no video that is known here, whatever its name says' };
  return { problem: 'it is neither a picture nor a video that is known here' };
}

/** By place the bytes that a format has there, as Latin-1. */
type Mark = Readonly<Record<number, string>>;

/** JPEG, PNG, GIF, WebP, TIFF. */
const PICTURE_MARKS: readonly Mark[] = [
  { 0: '\xff\xd8\xff' },
  { 0: '\x89PNG' },
  { 0: 'GIF8' },
  { 0: 'RIFF', 8: 'WEBP' },
  { 0: 'II*\0' },
  { 0: 'MM\0*' },
];
/** Old QuickTime; Matroska and WebM, AVI, Ogg, Flash, ASF; MPEG as a program and as two kinds of transport. */
const VIDEO_MARKS: readonly Mark[] = [
  ...['moov', 'mdat', 'wide', 'free', 'skip'].map((atom) => ({ 4: atom })),
  { 0: '\x1a\x45\xdf\xa3' },
  { 0: 'RIFF', 8: 'AVI ' },
  { 0: 'OggS' },
  { 0: 'FLV\x01' },
  { 0: '\x30\x26\xb2\x75' },
  { 0: '\0\0\x01\xba' },
  { 0: '\0\0\x01\xb3' },
  { 0: 'G', 188: 'G' },
  { 4: 'G', 196: 'G' },
];

/** Of the formats that ISO's media files make up. @param brands four letters each, the file's own first */
function kindOfBrands(brands: string): Found['kind'] {
  const brand = brands.slice(0, 4);
  const isAny = ['mif1', 'msf1', 'miaf'].includes(brand);
  if (/^avi[fs]$/.test(brand) || (isAny && brands.includes('avif'))) return 'picture';
  if (isAny || /^(hei[cxms]|hev[cxms])$/.test(brand))
    return { problem: 'it is HEIC, which is not read here; save it as JPEG or PNG' };
  return 'video';
}

/** In words, to follow "cannot be read". */
export function problemOf(error: unknown): { problem: string } {
  const { code = '' } = error as { code?: string };
  return { problem: CODES[code] ?? oneLine(error) };
}

const CODES: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ELOOP: 'it is a link that leads to itself',
  EACCES: 'it may not be opened',
  EPERM: 'it may not be opened',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};
