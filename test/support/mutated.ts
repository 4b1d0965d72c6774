// Valid values with something wrong in them, for tests that look for what a guard lets through.
import fc from 'fast-check';

type Path = (string | number)[];

/** What has parts that can be changed: lists and plain objects. */
const hasParts = (value: unknown): value is object =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';

/** Also of a list that cannot be walked any more. */
const copied = (list: unknown[]): unknown[] => Array.from({ length: list.length }, (_, i) => list[i]);

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (!hasParts(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, put: unknown): unknown {
  if (key === undefined) return put;
  if (!hasParts(value)) return value;
  const copy = (Array.isArray(value) ? copied(value) : { ...value }) as Record<string | number, unknown>;
  const changed = withValue(Object.hasOwn(copy, key) ? copy[key] : undefined, rest, put);
  // A field of its own also where the key is __proto__, as messages and files can have it.
  return Object.defineProperty(copy, key, { value: changed, enumerable: true, configurable: true, writable: true });
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || !hasParts(value)) return value;
  if (Array.isArray(value) && rest.length === 0) return copied(value).filter((_, i) => i !== Number(key));
  const copy = { ...value } as Record<string | number, unknown>;
  if (rest.length === 0) delete copy[key];
  else copy[key] = without(copy[key], rest);
  return Array.isArray(value) ? Object.assign(copied(value), copy) : copy;
}

/** What is put in: anything, and above all what is nearly right. */
const wrong = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, undefined, Number.NaN, -0, -1, 2 ** 53, '', [], {}, true, 'x'.repeat(100_000)),
);
const KEYS = ['__proto__', 'constructor', 'toString', 'photo'];

/** `valid` with one to three of its parts replaced, left out or added to. */
export function mutated(valid: unknown): fc.Arbitrary<unknown> {
  const paths = pathsIn(valid);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    how: fc.constantFrom('replace' as const, 'replace' as const, 'drop' as const, 'add' as const),
    put: wrong,
    key: fc.constantFrom(...KEYS),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<unknown>((value, { path, how, put, key }) => {
      if (how === 'drop') return without(value, path);
      return withValue(value, how === 'add' ? [...path, key] : path, put);
    }, valid),
  );
}

/** `bytes` cut short, or with some of them changed. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.integer({ min: 0, max: bytes.length - 1 });
  const change = fc.tuple(fc.oneof(at, fc.integer({ min: 0, max: Math.min(4096, bytes.length) - 1 })), fc.nat(255));
  return fc.oneof(
    at.map((end) => bytes.slice(0, end)),
    fc.array(change, { minLength: 1, maxLength: 8 }).map((changes) => {
      const copy = bytes.slice();
      for (const [i, value] of changes) copy[i] = value;
      return copy;
    }),
  );
}
