// What can be set, within which bounds, and who decides. Pure: pages, call pages and tests share it.

import { BACKENDS, EXPRESSIONS, type Expression, UNCLEAR_BELOW, type WantedBackend } from '../engine/types.ts';
import { type Mode, readIn } from './consent/policy.ts';
import { dotsFor } from './room/dots.ts';
import { DEFAULTS, type RoomOptions } from './room/participant.ts';

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
  isValid: (value: unknown) => boolean;
}

const among = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const within = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && value >= low && value <= high;
const isBoolean = (value: unknown) => typeof value === 'boolean';

/** The ends of what may be chosen. */
export const LIMITS = {
  share: [0.05, 1],
  paceMs: [100, 5000],
  smoothingMs: [200, 5000],
  unclearBelow: [0.2, 0.9],
} as const;

export const FIELDS: { [K in keyof Settings]: Field<Settings[K]> } = {
  mode: { area: 'sync', fallback: 'individual', isValid: among(MODES) },
  groupLeast: { area: 'sync', fallback: 5, isValid: among(GROUP_LEASTS) },
  badges: { area: 'sync', fallback: true, isValid: isBoolean },
  badgeStyle: { area: 'sync', fallback: 'word', isValid: among(BADGE_STYLES) },
  share: { area: 'sync', fallback: 0.3, isValid: within(...LIMITS.share) },
  paceMs: { area: 'sync', fallback: 160, isValid: within(...LIMITS.paceMs) },
  smoothingMs: { area: 'sync', fallback: 900, isValid: within(...LIMITS.smoothingMs) },
  unclearBelow: { area: 'sync', fallback: UNCLEAR_BELOW, isValid: within(...LIMITS.unclearBelow) },
  classes: { area: 'sync', fallback: 'seven', isValid: among(Object.keys(CLASSES)) },
  language: { area: 'sync', fallback: 'auto', isValid: among(['auto', ...LANGUAGES]) },
  history: { area: 'sync', fallback: false, isValid: isBoolean },
  retentionDays: { area: 'sync', fallback: 30, isValid: among(RETENTIONS) },
  backend: { area: 'local', fallback: 'auto', isValid: among(['auto', ...BACKENDS]) },
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
  const isSet = (stored: Stored, key: keyof Settings) => Object.hasOwn(stored, key) && FIELDS[key].isValid(stored[key]);
  const forced = SETTING_KEYS.filter((key) => isSet(managed, key));
  const value = (key: keyof Settings) =>
    forced.includes(key) ? managed[key] : isSet(own, key) ? own[key] : FIELDS[key].fallback;
  const settings = Object.fromEntries(SETTING_KEYS.map((key) => [key, value(key)])) as unknown as Settings;
  return { settings, forced, disabled: managed.disabled === true };
}
