// Reports of calls, as messages and stores hold them.
import * as v from 'valibot';
import { EXPRESSIONS } from '../../engine/types.ts';
import type { CallReport, LookReport, MovementReport, ReportActs, ReportPoint } from '../report/log.ts';
import { ACTS, type ActMoment, type LookMoment, type Moment, STATES } from '../room/types.ts';
import { each, listOf, number, type Schema, shape, text } from './base.ts';

/** Longer ones are cut by the page; a site's own names never come near. */
export const NAME = text(1000);
/** Far above what a page keeps of a call; what comes from a page is bounded all the same. */
export const MOST = 100_000;

export const votes = each(EXPRESSIONS, number);
export const states = each(STATES, number);
export const acts = each(ACTS, number);

const isAtLeast = v.exactOptional(v.literal(true));
export const lookMoment = shape<LookMoment>({
  at: number,
  expression: v.picklist(EXPRESSIONS),
  rose: v.boolean(),
  people: number,
  of: number,
  isAtLeast,
});
export const actMoment = shape<ActMoment>({ at: number, act: v.picklist(ACTS), people: number, of: number, isAtLeast });
export const moment: Schema<Moment> = v.union([lookMoment, actMoment]);

const about = {
  version: v.literal(1),
  platform: text(300),
  startedAt: number,
  endedAt: number,
  stepMs: number,
};

const totals: Schema<LookReport['totals']> = shape({
  labels: votes,
  states,
  votes: v.nullable(votes),
  doubt: number,
  clearDots: v.exactOptional(number),
});
export const reportPoint = shape<ReportPoint>({
  at: number,
  votes: v.nullable(votes),
  doubt: number,
  seen: number,
  people: number,
  valence: v.nullable(number),
  liveliness: v.nullable(number),
});
export const reportActs = shape<ReportActs>({ at: number, acts, seen: number, people: number });

const lookReport = shape<LookReport>({
  ...about,
  reads: v.exactOptional(v.literal('expressions')),
  timeline: listOf(reportPoint, MOST),
  moments: listOf(lookMoment, MOST),
  totals,
  people: v.nullable(listOf(shape({ name: NAME, isSelf: v.boolean(), totals }), MOST)),
});

const actTotals: Schema<MovementReport['totals']> = shape({ acts, states });
const movementReport = shape<MovementReport>({
  ...about,
  reads: v.literal('movements'),
  timeline: listOf(reportActs, MOST),
  moments: listOf(actMoment, MOST),
  totals: actTotals,
  people: v.nullable(listOf(shape({ name: NAME, isSelf: v.boolean(), totals: actTotals }), MOST)),
});

export const callReport: Schema<CallReport> = v.union([lookReport, movementReport]);
