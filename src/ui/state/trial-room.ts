// What the try-it page makes of looks: who may be read of those who are there, what is said of them, and what a video comes to. Pure.
import { modeFor } from '../../call/consent/rules.ts';
import { emptyLog, isOfMovements, type LookReport, logged, reportOf } from '../../call/report/log.ts';
import type { RoomOptions } from '../../call/room/participant.ts';
import { type RoomState, reduce } from '../../call/room/room.ts';
import type { Room } from '../../call/room/types.ts';
import type { TrialFace, TrialFile } from '../components/common/trial-link.ts';
import type { Seen } from './observe.ts';
import type { Stored } from './platform.ts';

/** How faces are read. */
export interface Rules {
  options: RoomOptions;
  /** May others than the user be read? */
  others: boolean;
}

/** Milliseconds between two looks at a camera, and at a video, in the video's time. */
export const PERIOD_MS = 200;

/** An organisation may have set less than the answers leave. */
export function mayReadOthers({ loaded: { settings, forced }, answers }: Stored): boolean {
  return modeFor(forced.includes('mode') ? settings.mode : 'individual', answers) === 'individual';
}

/**
 * The room after a look at everybody who is there, and who is in it. Where only the user may be read, that is whoever is there alone; of several
 * nobody is until the user has said which one.
 * @param self number of the user's face; null while it has not been said.
 */
export function told(
  room: RoomState,
  seen: readonly Seen[],
  at: number,
  { options, others }: Rules,
  self: number | null,
): [RoomState, TrialFace[]] {
  const isRead = (number: number) => others || (self === null ? seen.length === 1 : number === self);
  const tiles = seen.map(({ number }) => ({
    id: String(number),
    name: '',
    isSelf: false,
    isCameraOff: false,
    excludedBecause: isRead(number) ? null : ('not-self' as const),
  }));
  const observations = seen.map(({ number, observation }) => ({ id: String(number), observation }));
  const there = reduce(room, { kind: 'tiles', at, tiles }, options);
  const next = reduce(there, { kind: 'observations', at, observations }, options);
  const faces = seen.flatMap(({ observation: _, ...face }, i): TrialFace[] => {
    const person = next.room.participants[i];
    return person ? [{ ...face, person, crop: person.state === 'excluded' ? null : face.crop }] : [];
  });
  return [next, faces];
}

/** Null where nobody could be read. */
export function clipReport(rooms: readonly Room[]): LookReport | null {
  const report = reportOf(rooms.reduce(logged, emptyLog(0, 'expressions', PERIOD_MS)), '', false);
  return isOfMovements(report) || !report.totals.votes ? null : report;
}

/** Who is found at present, and not left out. */
export const spokenOf = (faces: readonly TrialFace[] | null) =>
  faces?.filter(({ person: { state } }) => state !== 'no-face' && state !== 'excluded') ?? [];

/** Who was there at that moment; null where it has not been read yet. */
export function facesAt({ moments }: TrialFile, at: number): readonly TrialFace[] | null {
  const moment = moments.findLast((one) => one.at <= at + 0.01);
  return moment && at - moment.at <= 3 * (PERIOD_MS / 1000) ? moment.faces : null;
}
