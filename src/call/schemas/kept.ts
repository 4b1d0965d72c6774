// What one copy of the content script leaves to the next, which may be of another version.
import * as v from 'valibot';
import type { KeptCall } from '../call.ts';
import type { Identity, Person } from '../identity.ts';
import type { CallLog } from '../report/log.ts';
import type { GroupState } from '../room/group.ts';
import { MODES } from '../settings.ts';
import { type Guard, guard, index, listOf, number, type Schema, shape } from './base.ts';
import { acts, callReport, MOST, moment, NAME, reportActs, reportPoint, states, votes } from './report.ts';
import { participant, room } from './snapshot.ts';

const flag = v.boolean();
const ids = listOf(NAME, MOST);
const maybeName = v.nullable(NAME);
const maybeNumber = v.nullable(number);
const byKey = <T>(schema: Schema<T>): Schema<Record<string, T>> => v.record(v.string(), schema);

const person = shape<Person>({
  id: NAME,
  elementId: number,
  siteId: maybeName,
  track: maybeName,
  tracks: ids,
  name: NAME,
  names: ids,
  isNameSure: flag,
  namedTrack: maybeName,
  self: v.nullable(v.picklist(['marked', 'hinted'])),
  share: v.nullable(shape({ name: NAME, track: maybeName, isForNow: flag })),
  isCameraOff: flag,
  isSure: flag,
  cameAt: number,
  goneAt: maybeNumber,
  askedAt: maybeNumber,
  kin: ids,
  beside: ids,
  isVouched: flag,
  apartFrom: ids,
  vouchedFrom: ids,
});
const people = listOf(person, MOST);
const identity = shape<Identity>({ at: number, people, left: people, count: index, picked: maybeName });

const group = shape<KeptCall['group']>({
  room,
  reason: v.nullable(v.picklist(['too-few', 'settling'])),
  cohort: ids,
  squads: listOf(shape({ ids, brokenAt: maybeNumber }), MOST),
  known: byKey<GroupState['known'][string]>(shape({ participant, at: number })),
  absences: byKey(number),
  cameAt: number,
  toldAt: number,
});

const sums: Schema<CallLog['group']> = shape({
  labels: v.nullable(votes),
  acts,
  states,
  votes: v.nullable(votes),
  doubt: number,
});
const log = shape<CallLog>({
  reads: v.picklist(['expressions', 'movements']),
  startedAt: number,
  at: number,
  clearDots: number,
  stepMs: number,
  timeline: listOf(reportPoint, MOST),
  course: listOf(reportActs, MOST),
  moments: listOf(moment, MOST),
  people: byKey(shape({ name: NAME, isSelf: flag, sums })),
  group: sums,
});

/** Undefined of what this version does not understand: it counts as nothing. */
export const keptCall: Guard<KeptCall> = guard(
  shape({
    version: v.literal(2),
    isOn: flag,
    identity,
    group,
    spokenOf: v.nullable(v.picklist(MODES)),
    log: v.nullable(log),
    report: v.nullable(callReport),
  }),
);
