// Lists of events for tests: a call that is read, tiles of any site, and faces that somebody sees in them.
import { type Call, type CallEvent, newCall, readableTiles, step, view } from '../../../src/call/call.ts';
import type { Answers } from '../../../src/call/consent/answers.ts';
import type { ObservedFace } from '../../../src/call/room/participant.ts';
import { guard } from '../../../src/call/schemas/base.ts';
import { snapshot as snapshotSchema } from '../../../src/call/schemas/snapshot.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/call/settings.ts';
import type { ObservedTile } from '../../../src/call/tiles.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../../src/engine/types.ts';
import { AT_REST } from '../../support/face.ts';

export const START = 1_700_000_000_000;

export const PRIVATE: Answers = {
  version: 1,
  purpose: 'understand',
  place: 'elsewhere',
  people: 'private',
  told: 'informed',
};

/** A tile of a site without ids; `n` numbers its element and its track. */
export const tile = (n: number, name: string, more: Partial<ObservedTile> = {}): ObservedTile => ({
  elementId: n,
  siteId: null,
  track: `track-${n}`,
  name,
  self: null,
  isShare: false,
  isCameraOff: false,
  ...more,
});

export function face(expression: Expression = 'happy', share = 0.8): ObservedFace {
  const rest = (1 - share) / (EXPRESSIONS.length - 1);
  const votes = Object.fromEntries(EXPRESSIONS.map((e) => [e, e === expression ? share : rest])) as Votes;
  return { facePx: 120, yaw: 0, pitch: 0, nod: 0, movements: AT_REST, votes, balanced: votes, doubt: 0 };
}

type Untimed<E> = E extends unknown ? Omit<E, 'at'> : never;

/** A call with its clock; keeps the events, so that they can be played again. */
export class Play {
  call: Call;
  at = START;
  readonly events: CallEvent[] = [];

  constructor(settings: Partial<Settings> = {}, answers: Answers | null = PRIVATE) {
    this.call = newCall('Any', START);
    this.tell({
      kind: 'settings',
      loaded: { settings: { ...DEFAULT_SETTINGS, ...settings }, forced: [], disabled: false },
    });
    this.tell({ kind: 'consent', answers });
    this.tell({ kind: 'blocked', names: [] });
    this.tell({ kind: 'page', inCall: true, language: 'en' });
  }

  tell(event: Untimed<CallEvent>): this {
    const timed = { ...event, at: this.at } as CallEvent;
    this.events.push(timed);
    this.call = step(this.call, timed);
    return this;
  }

  on(): this {
    return this.tell({ kind: 'reading', on: true });
  }

  /** A sweep, and half a second until the next. */
  sweep(...tiles: ObservedTile[]): this {
    this.tell({ kind: 'tiles', inCall: true, tiles });
    this.at += 500;
    return this;
  }

  /** Sweeps for so long; every readable tile shows this face. */
  read(ms: number, tiles: ObservedTile[], found: ObservedFace = face()): this {
    for (const until = this.at + ms; this.at < until; ) {
      this.sweep(...tiles);
      this.tell({
        kind: 'observations',
        observations: readableTiles(this.call).map(({ id }) => ({ id, observation: found })),
      });
    }
    return this;
  }

  /** The participant whose tile has this element. */
  idOf(elementId: number): string {
    const person = this.call.identity.people.find((p) => p.goneAt === null && p.elementId === elementId);
    if (!person) throw new Error(`Nobody has element ${elementId}.`);
    return person.id;
  }

  exclude(elementId: number, excluded = true): this {
    return this.tell({ kind: 'exclude', id: this.idOf(elementId), excluded });
  }

  /** Elements whose pixels may be taken. */
  get readable(): number[] {
    return readableTiles(this.call).map(({ elementId }) => elementId);
  }

  /** As a view receives it. */
  get snapshot() {
    const received = guard(snapshotSchema)(structuredClone(view(this.call)));
    if (!received) throw new Error('A view would not take this snapshot.');
    return received;
  }

  participant(elementId: number) {
    const id = this.idOf(elementId);
    return this.snapshot.room.participants.find((p) => p.id === id);
  }
}
