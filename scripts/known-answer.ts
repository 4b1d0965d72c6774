// Writes what the reference, TensorFlow.js, reads in the engine's known picture. Run it when a model or the picture has changed.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { knownRows } from '../harness/known-rows.ts';

const file = path.resolve(import.meta.dirname, '../src/engine/known/rows.json');
const lines = (await knownRows()).map((row) =>
  JSON.stringify(row && [...row].map((value) => Number(value.toFixed(5)))),
);
await writeFile(file, `[\n  ${lines.join(',\n  ')}\n]\n`);
