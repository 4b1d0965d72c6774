// How large a package's parts are.
import { deflateSync } from 'fflate';

const PARTS: readonly (readonly [string, RegExp])[] = [
  ['models', /^models\//],
  ['engine', /^(engine-.*|offscreen\.(js|html)|wasm\/.*)$/],
  ['call page', /^content\.js$/],
  ['background', /^background\.js$/],
  ['words', /^_locales\//],
  ['documents', /^(documents\/.*|about\.html|privacy\.html|responsible-use\.html|licences\.txt|documents\.css)$/],
  ['icons', /^icons\//],
  ['pages', /\.(html|css|js)$/],
];

export interface Part {
  part: string;
  bytes: number;
  /** As the zip packs them. */
  packed: number;
}

export function partsOf(files: Readonly<Record<string, Uint8Array>>): Part[] {
  const parts = new Map<string, Part>();
  for (const [file, content] of Object.entries(files)) {
    const part = PARTS.find(([, pattern]) => pattern.test(file))?.[0] ?? 'the rest';
    const sum = parts.get(part) ?? { part, bytes: 0, packed: 0 };
    sum.bytes += content.length;
    sum.packed += deflateSync(content, { level: 9 }).length;
    parts.set(part, sum);
  }
  return [...parts.values()].sort((a, b) => b.packed - a.packed);
}
