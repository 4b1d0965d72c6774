// A call's report as files for other programs: a table for spreadsheets, JSON for scripts. Names stand in them only where asked for.
import { EXPRESSIONS, type Expression, type Votes } from '../../engine/types.ts';
import { eachAct } from '../room/acts.ts';
import { ACTS, type Act, type LookMoment } from '../room/types.ts';
import { type Cell, csvLine, decimalSign } from './csv.ts';
import {
  type ActTotals,
  type CallReport,
  coverageOf,
  isOfMovements,
  type LookReport,
  type MovementReport,
  type ReportPerson,
  type Totals,
} from './log.ts';

export interface ExportOptions {
  /** Call people by name? Otherwise by the place in which they came. */
  names: boolean;
}

export interface TableOptions extends ExportOptions {
  /** Whose spreadsheet it is for: a language's tag, such as 'de-AT'. Absent: the browser's, more likely the spreadsheet's than Roomtone's own. */
  language?: string;
}

const HEADER = [
  'row',
  'time',
  'minute',
  'person',
  'on_screen',
  'read',
  ...EXPRESSIONS,
  'unclear',
  'valence',
  'liveliness',
  'moment',
  'read_share',
] as const;
type Row = Partial<Record<(typeof HEADER)[number], Cell>>;

/**
 * One table with one header, as spreadsheets take it: UTF-8 with a byte order mark, lines that end in CRLF, every cell quoted (RFC 4180). A
 * spreadsheet reads numbers the way its user writes them: where the decimal sign is a comma, cells are separated by semicolons. The rows are told
 * apart by the first column:
 *
 * - `time`: a point of the timeline. `time` is ISO 8601 in UTC, `minute` counts from the start; `on_screen` and `read` are people; each
 *   expression and `unclear` are shares of ten people's words, together 1; `valence` (-1 to 1) and `liveliness` (0 to 1) are the middle of the
 *   room; `moment` says what changed then, in the row in which it did.
 * - `person`: one for each, after the timeline, where single people are spoken of: the same shares over the whole call, and `read_share`, how
 *   much of the time on screen could be read. How long somebody was there is not told.
 *
 * Of a call in which movements were read, columns of them stand in place of expressions, valence and liveliness: in a row `time` how many people did
 * so then, in a row `person` the share of the time in which somebody was read.
 */
export function toCsv(report: CallReport, options: TableOptions): string {
  if (isOfMovements(report)) return tableOf(MOVEMENT_HEADER, movementRows(report, options), options);
  const people = (report.people ?? []).map((person, i) => personRow(person, i, options));
  return tableOf(HEADER, [...timeRows(report), ...people], options);
}

/** Without it spreadsheets take UTF-8 for their own country's letters. */
const BYTE_ORDER_MARK = '\ufeff';

/** @param language as in TableOptions. */
export function tableOf<K extends string>(
  header: readonly K[],
  rows: readonly Partial<Record<K, Cell>>[],
  { language }: Pick<TableOptions, 'language'> = {},
): string {
  const decimal = decimalSign(language);
  const lines = [header, ...rows.map((row) => header.map((column) => row[column] ?? null))];
  return BYTE_ORDER_MARK + lines.map((cells) => csvLine(cells, decimal)).join('');
}

/** 'brows-raised' in a column's name. */
const columnOf = (act: Act) => act.replace('-', '_');
const MOVEMENT_HEADER = [
  'row',
  'time',
  'minute',
  'person',
  'on_screen',
  'read',
  ...ACTS.map(columnOf),
  'moment',
  'read_share',
];

function movementRows({ startedAt, timeline, moments, people }: MovementReport, { names }: ExportOptions) {
  const said = momentsBy(timeline, moments);
  const times = timeline.map(
    ({ at, acts, seen, people: onScreen }, i): Record<string, Cell> => ({
      row: 'time',
      ...timeOf(at, startedAt),
      on_screen: onScreen,
      read: seen,
      ...Object.fromEntries(ACTS.map((act) => [columnOf(act), acts[act]])),
      moment: said[i]?.map(({ act, people, of }) => `${act}: ${people} of ${of}`).join('; ') || null,
    }),
  );
  const rows = (people ?? []).map(({ name, totals }, i): Record<string, Cell> => {
    const shares = actShares(totals);
    return {
      row: 'person',
      person: (names && name) || i + 1,
      ...Object.fromEntries(ACTS.map((act) => [columnOf(act), shares[act]])),
      read_share: readShare(totals),
    };
  });
  return [...times, ...rows];
}

/** Of the time in which somebody was read. */
function actShares(totals: ActTotals): Record<Act, number> {
  const { readMs } = coverageOf(totals);
  return eachAct((act) => four(totals.acts[act] / Math.max(1, readMs)));
}

/** Each with the point in whose time it falls. */
function momentsBy<M extends { at: number }>(timeline: readonly { at: number }[], moments: readonly M[]): M[][] {
  const said = timeline.map((): M[] => []);
  for (const moment of moments) {
    const i = timeline.findLastIndex(({ at }) => at <= moment.at);
    said[Math.max(0, i)]?.push(moment);
  }
  return said;
}

const timeOf = (at: number, startedAt: number) => ({
  time: isoOf(at),
  minute: Math.round((at - startedAt) / 600) / 100,
});

function timeRows({ startedAt, timeline, moments }: LookReport): Row[] {
  const said = momentsBy(timeline, moments);
  return timeline.map(({ at, votes, doubt, seen, people, valence, liveliness }, i) => ({
    row: 'time',
    ...timeOf(at, startedAt),
    on_screen: people,
    read: seen,
    ...(votes ? shares(votes, doubt) : {}),
    valence: four(valence),
    liveliness: four(liveliness),
    moment: said[i]?.map(momentText).join('; ') || null,
  }));
}

function personRow({ name, totals }: ReportPerson, place: number, { names }: ExportOptions): Row {
  return {
    row: 'person',
    person: (names && name) || place + 1,
    ...(totals.votes ? shares(totals.votes, totals.doubt) : {}),
    read_share: readShare(totals),
  };
}

const momentText = ({ expression, rose, people, of }: LookMoment) =>
  `${expression} ${rose ? 'more' : 'less'}: ${people} of ${of}`;

/** Of ten people's words, as the ten dots show them: what each would say, and `unclear`; together 1. */
export function shares(votes: Votes, doubt: number): Record<Expression | 'unclear', number> {
  const each = EXPRESSIONS.map((e) => [e, four(votes[e] * (1 - doubt))]);
  return { ...Object.fromEntries(each), unclear: four(doubt) };
}

function readShare(totals: Totals | ActTotals): number {
  const { readMs, ofMs } = coverageOf(totals);
  return ofMs > 0 ? Math.round((100 * readMs) / ofMs) / 100 : 0;
}

export function four<V extends number | null>(value: V): V {
  return (value === null ? null : Math.round(value * 1e4) / 1e4) as V;
}

/** To the second: points are five apart. */
const isoOf = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * `version` counts up when a field changes its meaning or goes. Shares are as in toCsv; durations are milliseconds, for several people
 * person-milliseconds. Of single people shares alone are told, not how long they were there.
 */
export function toJson(report: CallReport, options: ExportOptions): string {
  return JSON.stringify(isOfMovements(report) ? movementJson(report, options) : lookJson(report, options), null, 2);
}

const spanOf = ({ platform, startedAt, endedAt, stepMs }: CallReport) => ({
  platform,
  startedAt: isoOf(startedAt),
  endedAt: isoOf(endedAt),
  stepMs,
});

function movementJson(report: MovementReport, { names }: ExportOptions) {
  const { timeline, moments, totals, people } = report;
  return {
    format: 'roomtone-movements',
    version: 1,
    ...spanOf(report),
    timeline: timeline.map(({ at, acts, seen, people: onScreen }) => ({ at: isoOf(at), onScreen, read: seen, acts })),
    moments: moments.map(({ at, ...moment }) => ({ at: isoOf(at), ...moment })),
    totals: { actsMs: totals.acts, statesMs: totals.states },
    people:
      people?.map(({ name, totals: own }, i) => ({
        place: i + 1,
        ...(names ? { name } : {}),
        shares: actShares(own),
        readShare: readShare(own),
      })) ?? null,
  };
}

function lookJson(report: LookReport, { names }: ExportOptions) {
  const { timeline, moments, totals, people } = report;
  return {
    format: 'roomtone-report',
    version: 1,
    ...spanOf(report),
    timeline: timeline.map(({ at, votes, doubt, seen, people: onScreen, valence, liveliness }) => ({
      at: isoOf(at),
      onScreen,
      read: seen,
      shares: votes && shares(votes, doubt),
      valence: four(valence),
      liveliness: four(liveliness),
    })),
    moments: moments.map(({ at, ...moment }) => ({ at: isoOf(at), ...moment })),
    totals: {
      shares: totals.votes && shares(totals.votes, totals.doubt),
      labelsMs: totals.labels,
      statesMs: totals.states,
    },
    people:
      people?.map(({ name, totals: own }, i) => ({
        place: i + 1,
        ...(names ? { name } : {}),
        shares: own.votes && shares(own.votes, own.doubt),
        readShare: readShare(own),
      })) ?? null,
  };
}

/** roomtone-2026-03-03-1030.csv, by this machine's clock. */
export function fileName({ startedAt }: Pick<CallReport, 'startedAt'>, extension: 'csv' | 'json' | 'html'): string {
  const at = new Date(startedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `roomtone-${date}-${two(at.getHours())}${two(at.getMinutes())}.${extension}`;
}
