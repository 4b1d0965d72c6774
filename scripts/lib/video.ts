// The pictures of a video, decoded by ffmpeg.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Picture } from '../../harness/atlas.ts';
import { DatasetError, oneLine } from './dataset.ts';

export interface VideoOptions {
  perSecond: number;
  /** As ffmpeg's filter `scale` takes it. */
  scale: string;
  /** Reject, after the last picture, also where ffmpeg complains of some part and decodes the rest. */
  isStrict?: boolean;
}

/** `part`: some of it was decoded, which is all that is there or all that is whole. */
type Problem = 'no-ffmpeg' | 'no-video-track' | 'undecodable' | 'part';

/** Why there are no pictures, or no more. */
export class VideoProblem extends DatasetError {
  /** @param words ffmpeg's own. */
  constructor(
    readonly problem: Problem,
    readonly words = '',
  ) {
    super(SENTENCES[problem] + words);
  }
}

const SENTENCES: Record<Problem, string> = {
  'no-ffmpeg': 'Clips are decoded by ffmpeg, which is not installed here.',
  'no-video-track': 'A clip cannot be decoded: it has no video track',
  undecodable: 'A clip cannot be decoded: ',
  part: 'A clip cannot be decoded to its end: ',
};

/**
 * A video's pictures, upright. Whoever stops asking for them ends ffmpeg.
 * @throws VideoProblem
 */
export async function* picturesOf(
  file: string,
  { perSecond, scale, isStrict = false }: VideoOptions,
): AsyncGenerator<Picture> {
  const filter = `fps=${perSecond},scale=${scale}`;
  // Some formats name other files or addresses to play. Those stay closed. "V" leaves out the pictures of an album.
  const input = ['-protocol_whitelist', 'file', '-i', `file:${path.resolve(file)}`, '-map', '0:V:0'];
  const output = ['-vf', filter, '-pix_fmt', 'rgb24', '-f', 'image2pipe', '-c:v', 'ppm', '-'];
  const decoder = ffmpeg(['-nostdin', '-v', 'error', ...input, ...output]);
  try {
    let parts: Buffer[] = [];
    let [have, need] = [0, 0];
    for await (const chunk of decoder.stdout) {
      parts.push(chunk as Buffer);
      have += (chunk as Buffer).length;
      if (have < need) continue;
      let rest = Buffer.concat(parts);
      for (;;) {
        const size = sizeOf(rest);
        need = size?.bytes ?? rest.length + 1;
        if (!size || rest.length < need) break;
        yield { width: size.width, height: size.height, data: rest.subarray(size.head, need) };
        rest = rest.subarray(need);
      }
      parts = [rest];
      have = rest.length;
    }
    const complaint = await decoder.ended;
    if (isStrict && complaint) throw new VideoProblem('part', wordsOf(complaint));
  } finally {
    decoder.kill();
  }
}

/** Of the first picture of a stream of them in the format PPM, with the bytes of its head and of all of it; null where that is not all there. */
function sizeOf(stream: Buffer): { width: number; height: number; head: number; bytes: number } | null {
  const [head, width, height] = /^P6\s(\d+) (\d+)\s255\s/.exec(stream.subarray(0, 40).toString('latin1')) ?? [];
  if (head === undefined) return null;
  const size = { width: Number(width), height: Number(height), head: head.length };
  return { ...size, bytes: size.head + 3 * size.width * size.height };
}

/** `ended` gives what it complained of. */
function ffmpeg(args: string[]) {
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    if (complaint.length < 10_000) complaint += chunk;
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', () => reject(new VideoProblem('no-ffmpeg')));
    child.once('close', (code) => {
      if (code === 0) resolve(complaint);
      else if (/matches no streams/.test(complaint)) reject(new VideoProblem('no-video-track'));
      else reject(new VideoProblem('undecodable', wordsOf(complaint)));
    });
  });
  // Told where it is waited for.
  ended.catch(() => {});
  return { stdout: child.stdout, ended, kill: () => child.kill('SIGKILL') };
}

/** Without the part of the program that says it: "[mov,mp4 @ 0x55bb93c28980] moov atom not found". */
const wordsOf = (complaint: string) => oneLine(complaint).replace(/^\[[^\]]* @ 0x[0-9a-f]+\] /, '');
