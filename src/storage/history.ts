// Reports of past calls, kept on this device and only where the user has asked for it. Single people are no part of what is kept: there is no
// field by which somebody could be found again in another call.
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import { type CallReport, isOfMovements, type LookReport, type MovementReport } from '../call/report/log.ts';
import { guard, number, shape, text } from '../call/schemas/base.ts';
import { callReport } from '../call/schemas/report.ts';

/** A report without anybody in particular. */
export type KeptReport = (Omit<LookReport, 'people'> | Omit<MovementReport, 'people'>) & { people: null };

/** What a list tells of a call that was kept. */
export interface KeptCall {
  id: string;
  platform: string;
  /** Epoch milliseconds. */
  startedAt: number;
  endedAt: number;
  /** Size of the report. */
  bytes: number;
}

const keptCall = guard<KeptCall>(
  shape({ id: text(100), platform: text(300), startedAt: number, endedAt: number, bytes: number }),
);

/** Calls and their reports lie apart, so that a list need not read every report. */
interface Schema extends DBSchema {
  calls: { key: string; value: KeptCall; indexes: { endedAt: number } };
  reports: { key: string; value: KeptReport };
}

const NAME = 'roomtone-calls';
const STORES = ['calls', 'reports'] as const;
const DAY_MS = 86_400_000;

/** Field by field: what is not named here does not come along. */
function withoutPeople(report: CallReport): KeptReport {
  const { version, platform, startedAt, endedAt, stepMs } = report;
  const about = { version, platform, startedAt, endedAt, stepMs, people: null };
  if (isOfMovements(report)) {
    const { reads, timeline, moments, totals } = report;
    return { ...about, reads, timeline, moments, totals };
  }
  const { timeline, moments, totals } = report;
  return { ...about, timeline, moments, totals };
}

async function withCalls<V>(use: (db: IDBPDatabase<Schema>) => Promise<V>): Promise<V> {
  const db = await openDB<Schema>(NAME, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('calls', { keyPath: 'id' }).createIndex('endedAt', 'endedAt');
      fresh.createObjectStore('reports');
    },
  });
  try {
    return await use(db);
  } finally {
    db.close();
  }
}

/** Where nothing was ever kept, looking for it leaves nothing behind either. */
async function isThere(): Promise<boolean> {
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}

/** The same call again, longer by now, takes the place of what was kept of it; a shorter one comes too late. @returns its id. */
export async function keep(report: CallReport): Promise<string> {
  const kept = withoutPeople(report);
  const { platform, startedAt, endedAt } = kept;
  const id = String(startedAt);
  const { size: bytes } = new Blob([JSON.stringify(kept)]);
  return withCalls(async (db) => {
    const change = db.transaction(STORES, 'readwrite');
    const calls = change.objectStore('calls');
    const before = await calls.get(id);
    if (!before || before.endedAt <= endedAt) {
      await calls.put({ id, platform, startedAt, endedAt, bytes });
      await change.objectStore('reports').put(kept, id);
    }
    await change.done;
    return id;
  });
}

/** The newest first; what is no call is left out. */
export async function list(): Promise<KeptCall[]> {
  if (!(await isThere())) return [];
  const calls = await withCalls((db) => db.getAll('calls'));
  return calls.flatMap((call) => keptCall(call) ?? []).sort((a, b) => b.startedAt - a.startedAt);
}

export async function get(id: string): Promise<KeptReport | null> {
  if (!(await isThere())) return null;
  const report = guard(callReport)(await withCalls((db) => db.get('reports', id)));
  return report ? withoutPeople(report) : null;
}

export async function remove(id: string): Promise<void> {
  if (await isThere()) await withCalls((db) => removeFrom(db, async () => [id]));
}

export async function removeAll(): Promise<void> {
  if (!(await isThere())) return;
  await withCalls(async (db) => {
    const change = db.transaction(STORES, 'readwrite');
    await Promise.all([...STORES.map((store) => change.objectStore(store).clear()), change.done]);
  });
}

/** Forgets calls that ended more than so many days before `now`; 0 days is never. */
export async function prune(retentionDays: number, now: number): Promise<void> {
  if (retentionDays === 0 || !(await isThere())) return;
  const before = IDBKeyRange.upperBound(now - retentionDays * DAY_MS, true);
  await withCalls((db) => removeFrom(db, (calls) => calls.index('endedAt').getAllKeys(before)));
}

type Calls = IDBPObjectStore<Schema, typeof STORES, 'calls', 'readwrite'>;

/** Chooses and removes in one transaction: a call that is kept anew meanwhile stays. */
async function removeFrom(
  db: IDBPDatabase<Schema>,
  choose: (calls: Calls) => Promise<readonly string[]>,
): Promise<void> {
  const change = db.transaction(STORES, 'readwrite');
  const ids = await choose(change.objectStore('calls'));
  await Promise.all([...ids.flatMap((id) => STORES.map((store) => change.objectStore(store).delete(id))), change.done]);
}
