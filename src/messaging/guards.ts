// Rebuilds what crosses a border field by field: a value that does not have the shape it should have counts as absent (undefined).
import type {
  ActTotals,
  CallReport,
  LookReport,
  MovementReport,
  MovingPerson,
  ReportActs,
  ReportPerson,
  ReportPoint,
  Totals,
} from '../call/report/log.ts';
import { ACTS, type ActMoment, type LookMoment, STATES } from '../call/room/types.ts';
import { CLEAR_DOTS } from '../call/room/words.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../engine/types.ts';

/** Undefined when `raw` is no `T`. */
export type Guard<T> = (raw: unknown) => T | undefined;

type Fields = Record<string, unknown>;
export const fieldsOf: Guard<Fields> = (raw) =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Fields) : undefined;

export const aBoolean: Guard<boolean> = (raw) => (typeof raw === 'boolean' ? raw : undefined);
/** Finite: NaN and infinities are no measurements. */
const aNumber: Guard<number> = (raw) => (typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined);
export const anIndex: Guard<number> = (raw) =>
  Number.isInteger(raw) && (raw as number) >= 0 ? (raw as number) : undefined;
export const nothing: Guard<null> = (raw) => (raw === null || raw === undefined ? null : undefined);

export const aString =
  (longest: number): Guard<string> =>
  (raw) =>
    typeof raw === 'string' && raw.length <= longest ? raw : undefined;

export const oneOf =
  <T>(values: readonly T[]): Guard<T> =>
  (raw) =>
    values.find((value) => value === raw);

export const orNull =
  <T>(guard: Guard<T>): Guard<T | null> =>
  (raw) =>
    raw === null ? null : guard(raw);

/** In a list of our own: a foreign one can bring a constructor or an iterator along. Undefined when there are more than `most`. */
export const itemsOf = (raw: unknown, most: number): unknown[] | undefined =>
  Array.isArray(raw) && raw.length <= most ? Array.from({ length: raw.length }, (_, i) => raw[i]) : undefined;

/** Undefined when a single item is invalid, or when there are more than `most`. */
export const listOf =
  <T>(guard: Guard<T>, most: number): Guard<T[]> =>
  (raw) => {
    const items = itemsOf(raw, most)?.map(guard);
    if (!items) return undefined;
    return items.some((item) => item === undefined) ? undefined : (items as T[]);
  };

/** Keeps the named fields and no others; undefined when one of them is invalid. */
export const shape =
  <T extends object>(guards: { [K in keyof T]-?: Guard<T[K]> }): Guard<T> =>
  (raw) => {
    const fields = fieldsOf(raw);
    if (!fields) return undefined;
    const built: Fields = {};
    for (const key of Object.keys(guards) as (keyof T & string)[]) {
      const value = guards[key](Object.hasOwn(fields, key) ? fields[key] : undefined);
      if (value === undefined) return undefined;
      built[key] = value;
    }
    return built as T;
  };

const everyExpression = shape<Votes>(
  Object.fromEntries(EXPRESSIONS.map((expression) => [expression, aNumber])) as Record<Expression, Guard<number>>,
);

const everyState = shape<Totals['states']>(
  Object.fromEntries(STATES.map((state) => [state, aNumber])) as Record<keyof Totals['states'], Guard<number>>,
);
const everyAct = shape<ActTotals['acts']>(
  Object.fromEntries(ACTS.map((act) => [act, aNumber])) as Record<keyof ActTotals['acts'], Guard<number>>,
);

const totals = shape<Totals>({
  labels: everyExpression,
  states: everyState,
  votes: orNull(everyExpression),
  doubt: aNumber,
  // Reports of older versions have none.
  clearDots: (raw) => aNumber(raw) ?? CLEAR_DOTS,
});

const point = shape<ReportPoint>({
  at: aNumber,
  votes: orNull(everyExpression),
  doubt: aNumber,
  seen: aNumber,
  people: aNumber,
  valence: orNull(aNumber),
  liveliness: orNull(aNumber),
});

/** With `isAtLeast`, where that is said. */
const mayBeAtLeast =
  <M extends { isAtLeast?: true }>(guard: Guard<Omit<M, 'isAtLeast'>>): Guard<M> =>
  (raw) => {
    const built = guard(raw);
    return built && ((fieldsOf(raw)?.isAtLeast === true ? { ...built, isAtLeast: true } : built) as M);
  };
const lookMoment = mayBeAtLeast<LookMoment>(
  shape({ at: aNumber, expression: oneOf(EXPRESSIONS), rose: aBoolean, people: aNumber, of: aNumber }),
);
const actMoment = mayBeAtLeast<ActMoment>(shape({ at: aNumber, act: oneOf(ACTS), people: aNumber, of: aNumber }));

/** Longer ones are cut by the page; a site's own names never come near. */
const NAME = aString(1000);
const person = shape<ReportPerson>({ name: NAME, isSelf: aBoolean, totals });

/** Far above what a page keeps of a call; what comes from a page is bounded all the same. */
const MOST = 100_000;

const about = {
  version: oneOf([1] as const),
  platform: aString(300),
  startedAt: aNumber,
  endedAt: aNumber,
  stepMs: aNumber,
};

const lookReport = shape<Omit<LookReport, 'reads'>>({
  ...about,
  timeline: listOf(point, MOST),
  moments: listOf(lookMoment, MOST),
  totals,
  people: orNull(listOf(person, MOST)),
});

const actTotals = shape<ActTotals>({ acts: everyAct, states: everyState });
const movementReport = shape<MovementReport>({
  ...about,
  reads: oneOf(['movements'] as const),
  timeline: listOf(shape<ReportActs>({ at: aNumber, acts: everyAct, seen: aNumber, people: aNumber }), MOST),
  moments: listOf(actMoment, MOST),
  totals: actTotals,
  people: orNull(listOf(shape<MovingPerson>({ name: NAME, isSelf: aBoolean, totals: actTotals }), MOST)),
});

export const callReport: Guard<CallReport> = (raw) =>
  fieldsOf(raw)?.reads === 'movements' ? movementReport(raw) : lookReport(raw);
