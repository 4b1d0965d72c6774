// What can be set, within which bounds, and who decides. Pure: pages, call pages and tests share it.

import * as v from 'valibot';
import { BACKENDS, EXPRESSIONS, type Expression, UNCLEAR_BELOW, type WantedBackend } from '../engine/types.ts';
import { type Mode, readIn } from './consent/policy.ts';
import { dotsFor } from './room/dots.ts';
import { DEFAULTS, type RoomOptions } from './room/participant.ts';
import { guard, type Schema } from './schemas/base.ts';

/** The languages that Roomtone speaks: one folder of _locales each, by its folder's name. */
export const LANGUAGES = ['en', 'de', 'it', 'ja', 'fr', 'es', 'pt_BR', 'hi', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

export const MODES: readonly Mode[] = ['individual', 'group', 'movements-each', 'movements', 'self'];
export const BADGE_STYLES = ['word', 'emoji', 'dots'] as const;
export type BadgeStyle = (typeof BADGE_STYLES)[number];
/** All of FER2013's, or the four that people tell apart most surely. */
export const CLASSES = { seven: EXPRESSIONS, four: ['happy', 'sad', 'angry', 'neutral'] } as const satisfies Record<
  string,
  readonly Expression[]
>;
/** Fewer than three would be told of each other. */
export const GROUP_LEASTS = [3, 5, 8, 12] as const;
export const RETENTIONS = [7, 30, 90, 365, 0] as const;

export interface Settings {
  /** Whose expressions are spoken of. */
  mode: Mode;
  /** In a group nothing is said of fewer people than this. */
  groupLeast: (typeof GROUP_LEASTS)[number];
  /** Whether badges are drawn. */
  badges: boolean;
  badgeStyle: BadgeStyle;
  /** Share of the machine that the engine may use, 0..1. */
  share: number;
  /** Least time between two observations of a tile, milliseconds. */
  paceMs: number;
  /** Time constant of the smoothing, milliseconds. */
  smoothingMs: number;
  /** A word needs this share of ten people, 0..1. */
  unclearBelow: number;
  classes: keyof typeof CLASSES;
  language: Language | 'auto';
  /** Whether reports are kept after the call. */
  history: boolean;
  /** For so many days; 0 until somebody deletes them. */
  retentionDays: (typeof RETENTIONS)[number];
  /** What to read on; of this device alone. */
  backend: WantedBackend;
}

interface Field<V> {
  area: 'sync' | 'local';
  fallback: V;
  /** What is valid. */
  schema: Schema<V>;
}

const within = ([low, high]: readonly [number, number]) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));

/** The ends of what may be chosen. */
export const LIMITS = {
  share: [0.05, 1],
  paceMs: [100, 5000],
  smoothingMs: [200, 5000],
  unclearBelow: [0.2, 0.9],
} as const;

export const FIELDS: { [K in keyof Settings]: Field<Settings[K]> } = {
  mode: { area: 'sync', fallback: 'individual', schema: v.picklist(MODES) },
  groupLeast: { area: 'sync', fallback: 5, schema: v.picklist(GROUP_LEASTS) },
  badges: { area: 'sync', fallback: true, schema: v.boolean() },
  badgeStyle: { area: 'sync', fallback: 'word', schema: v.picklist(BADGE_STYLES) },
  share: { area: 'sync', fallback: 0.3, schema: within(LIMITS.share) },
  paceMs: { area: 'sync', fallback: 160, schema: within(LIMITS.paceMs) },
  smoothingMs: { area: 'sync', fallback: 900, schema: within(LIMITS.smoothingMs) },
  unclearBelow: { area: 'sync', fallback: UNCLEAR_BELOW, schema: within(LIMITS.unclearBelow) },
  classes: { area: 'sync', fallback: 'seven', schema: v.picklist(['seven', 'four']) },
  language: { area: 'sync', fallback: 'auto', schema: v.picklist(['auto', ...LANGUAGES]) },
  history: { area: 'sync', fallback: false, schema: v.boolean() },
  retentionDays: { area: 'sync', fallback: 30, schema: v.picklist(RETENTIONS) },
  backend: { area: 'local', fallback: 'auto', schema: v.picklist(['auto', ...BACKENDS]) },
};
export const SETTING_KEYS = Object.keys(FIELDS) as (keyof Settings)[];

export const DEFAULT_SETTINGS = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, FIELDS[key].fallback]),
) as unknown as Settings;

/** How readings become words under these settings. */
export function roomOptions({ mode, smoothingMs, unclearBelow, classes }: Settings): RoomOptions {
  return { ...DEFAULTS, reads: readIn(mode), smoothingMs, clearDots: dotsFor(unclearBelow), classes: CLASSES[classes] };
}

export interface Loaded {
  settings: Settings;
  /** What an organisation has set; nobody else can change it. */
  forced: (keyof Settings)[];
  /** Whether an organisation has switched Roomtone off. */
  disabled: boolean;
}

type Stored = Record<string, unknown>;

/** What holds, field by field: managed before one's own before the default; whatever is not valid counts as absent. */
export function settle(own: Stored, managed: Stored): Loaded {
  const valid = (stored: Stored, key: keyof Settings) =>
    Object.hasOwn(stored, key) ? guard<unknown>(FIELDS[key].schema)(stored[key]) : undefined;
  const forced = SETTING_KEYS.filter((key) => valid(managed, key) !== undefined);
  const settings = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, valid(managed, key) ?? valid(own, key) ?? FIELDS[key].fallback]),
  ) as unknown as Settings;
  return { settings, forced, disabled: managed.disabled === true };
}
