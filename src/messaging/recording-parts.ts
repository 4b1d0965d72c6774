// Fetches a long text, a recording, from a call page in parts: a message of more than 64 MiB is refused by the browser.
import { askPage, type RecordingPart } from './messages.ts';

/** Bytes of one part: a text takes up to two for each of its characters on the way. */
const PART_BYTES = 4 * 2 ** 20;

/** The page did not hand over the whole text. */
export class RecordingIncomplete extends Error {
  override readonly name = 'RecordingIncomplete';
  /** Of the messages file. */
  readonly key = 'recordingIncomplete';
}

/**
 * The page's side: answers `getRecordingPart`. The text is written when its first part is asked for, and held until the last one has gone.
 * @param write null when there is nothing to fetch.
 */
export function inParts(
  write: () => string | null,
  partBytes = PART_BYTES,
): (payload: { part: number }) => RecordingPart | null {
  let held: { texts: string[]; of: number } | null = null;
  let written = 0;
  return ({ part }) => {
    if (part === 0) {
      const text = write();
      held = text === null ? null : { texts: split(text, Math.floor(partBytes / 2)), of: ++written };
    }
    const text = held?.texts[part];
    if (!held || text === undefined) return null;
    const answer = { text, parts: held.texts.length, of: held.of };
    if (part === held.texts.length - 1) held = null;
    return answer;
  };
}

function split(text: string, length: number): string[] {
  const count = Math.max(1, Math.ceil(text.length / length));
  return Array.from({ length: count }, (_, i) => text.slice(i * length, (i + 1) * length));
}

/**
 * A view's side: the whole text, in order.
 * @returns null when the page keeps none.
 * @throws RecordingIncomplete when the page goes, or writes another text, on the way.
 */
export async function fetchRecording(tab: number, frame = 0): Promise<Blob | null> {
  const ask = async (part: number) => {
    try {
      return await askPage(tab, 'getRecordingPart', { part }, frame);
    } catch (cause) {
      throw new RecordingIncomplete('The page does not answer.', { cause });
    }
  };
  const first = await ask(0);
  if (!first) return null;
  const texts = [first.text];
  while (texts.length < first.parts) {
    const next = await ask(texts.length);
    if (!next || next.of !== first.of) throw new RecordingIncomplete('The page has begun another text.');
    texts.push(next.text);
  }
  // Together: a part may end within a character.
  return new Blob([texts.join('')], { type: 'application/json' });
}
