// What crosses a border, or was stored, is rebuilt field by field by a schema. The compiler holds each schema to the type that it stands for.
import * as v from 'valibot';

/** Of a `T`, whatever comes in. */
export type Schema<T> = v.GenericSchema<unknown, T>;
/** Undefined when `raw` is no `T`. Never throws. */
export type Guard<T> = (raw: unknown) => T | undefined;

export const guard =
  <T>(schema: Schema<T>): Guard<T> =>
  (raw) => {
    try {
      const read = v.safeParse(schema, raw, { abortEarly: true });
      return read.success ? read.output : undefined;
    } catch {
      // A field can be a getter that throws; so can what the library looks at to describe a fault.
      return undefined;
    }
  };

/** Finite: NaN and infinities are no measurements. */
export const number: Schema<number> = v.custom<number>(Number.isFinite);
export const index: Schema<number> = v.custom<number>((raw) => Number.isInteger(raw) && (raw as number) >= 0);
export const text = (longest: number): Schema<string> => v.pipe(v.string(), v.maxLength(longest));

/** No list and no inherited fields: clones and stores give neither in place of an object. */
const isPlain = (raw: unknown): boolean => {
  if (typeof raw !== 'object' || raw === null) return false;
  const parent = Object.getPrototypeOf(raw);
  return parent === Object.prototype || parent === null;
};

type Optional<T> = v.ExactOptionalSchema<Schema<T>, undefined>;
type Fields<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional<T[K]> : Schema<T[K]> };

/** Keeps the named fields and no others. */
export const shape = <T extends object>(fields: Fields<T>): Schema<T> =>
  v.pipe(v.custom<unknown>(isPlain), v.object(fields)) as unknown as Schema<T>;

/** The same of each key. */
export const each = <K extends string, T>(keys: readonly K[], schema: Schema<T>): Schema<Record<K, T>> =>
  shape(v.entriesFromList(keys, schema) as unknown as Fields<Record<K, T>>);

/** At most `most`. Their number is looked at first. */
export const listOf = <T>(item: Schema<T>, most: number): Schema<T[]> =>
  v.pipe(
    v.custom<unknown>((raw) => Array.isArray(raw) && raw.length <= most),
    v.array(item),
  );
