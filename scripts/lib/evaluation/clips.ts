// Words over time: clips of one person each, looked at as a call looks, played over and over for a minute and more.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Observation } from '../../../src/call/room/participant.ts';
import { emptyRoom, reduce } from '../../../src/call/room/room.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { DatasetError, oneLine } from '../dataset.ts';
import { picturesOf } from '../video.ts';
import { detectAndZoom, observationOf } from './reading.ts';

/** What a call shows of a clip; shares of the time are in 0..1. */
export interface Clip {
  file: string;
  /** Of the clip itself. */
  seconds: number;
  /** Of the pictures looked at those in which a face was found. */
  found: number;
  /** How often the word, or what stands in its place, changes. */
  changesAMinute: number;
  /** Of the time with each word, "unclear" and the states without a reading among them. */
  words: Record<string, number>;
  /** Of the time that somebody is seen to talk. */
  speaking: number;
}

export const LOOKS_A_SECOND = 6;
const MINUTE = 60_000;
/** Smoothing has nothing to go by at first, milliseconds. */
const SETTLED_MS = 3000;
const VIDEOS = /\.(mp4|webm|mov|mkv|m4v)$/i;
/** Pictures are brought to this width at most. */
const SCALE = "'min(1280,iw)':-2";

/** The videos of a folder. @throws DatasetError where there are none */
export async function clipsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error) => {
    throw new DatasetError(`The folder ${folder} cannot be read: ${oneLine(error)}`);
  });
  const videos = names.filter((name) => VIDEOS.test(name)).sort();
  if (videos.length === 0) throw new DatasetError(`There are no videos in ${folder}.`);
  return videos.map((name) => path.join(folder, name));
}

/** What is seen of a clip, as often as a call looks. @throws DatasetError where it cannot be decoded */
export async function looksAt(engine: Engine, file: string): Promise<Observation[]> {
  const looks: Observation[] = [];
  for await (const picture of picturesOf(file, { perSecond: LOOKS_A_SECOND, scale: SCALE })) {
    const found = await detectAndZoom(engine, picture);
    looks.push(found && observationOf(found));
  }
  if (looks.length === 0) throw new DatasetError(`${file} holds no pictures.`);
  return looks;
}

/** @throws DatasetError where it cannot be decoded */
export async function watch(engine: Engine, file: string): Promise<Clip> {
  const looks = await looksAt(engine, file);
  return { file: path.basename(file), ...wordsOver(looks) };
}

/** What the room says of somebody whose looks are these, again and again. */
export function wordsOver(looks: readonly Observation[]): Omit<Clip, 'file'> {
  const step = 1000 / LOOKS_A_SECOND;
  const length = looks.length * step;
  const span = Math.ceil(MINUTE / length) * length;
  const tile = { id: 'a', name: 'A', isSelf: false, isCameraOff: false, excludedBecause: null };
  let state = reduce(emptyRoom(0), { kind: 'tiles', at: 0, tiles: [tile] });
  const words = new Map<string, number>();
  let [changes, speaking] = [-1, 0];
  let last = '';
  for (let i = 0; i * step < SETTLED_MS + span; i++) {
    const observation = looks[i % looks.length] as Observation;
    state = reduce(state, { kind: 'observations', at: i * step, observations: [{ id: tile.id, observation }] });
    const [person] = state.room.participants;
    const word = person?.label ?? person?.state ?? '';
    if (i * step < SETTLED_MS) continue;
    words.set(word, (words.get(word) ?? 0) + step / span);
    if (person?.isTalking) speaking += step / span;
    if (word !== last) changes++;
    last = word;
  }
  return {
    seconds: length / 1000,
    found: looks.filter(Boolean).length / looks.length,
    changesAMinute: Math.max(0, changes) / (span / MINUTE),
    words: Object.fromEntries([...words].sort(([, a], [, b]) => b - a)),
    speaking,
  };
}

/** The clips in words. */
export function describeClips(clips: readonly Clip[]): string {
  const shares = (words: Clip['words']) =>
    Object.entries(words)
      .map(([word, part]) => `${word} ${Math.round(100 * part)} %`)
      .join(', ');
  const lines = clips.map(
    ({ file, seconds, found, changesAMinute, words, speaking }) =>
      `  ${file}, ${seconds.toFixed(1)} s, a face in ${Math.round(100 * found)} % of the looks: ${changesAMinute.toFixed(1)} changes a minute; ${shares(words)}; talking ${Math.round(100 * speaking)} %`,
  );
  return ['', `Clips, ${LOOKS_A_SECOND} looks a second, played over and over for a minute`, ...lines].join('\n');
}
