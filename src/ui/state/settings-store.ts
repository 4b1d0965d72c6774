// Keeps the settings page at what holds: a change shows at once, is saved, and is taken back where that fails.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { DEFAULT_SETTINGS, type Loaded, SETTING_KEYS, type Settings } from '../../call/settings.ts';
import type { Outcome } from '../components/common/settings-link.ts';
import { saveProblem } from './save-problem.ts';

interface SettingsStorage {
  save(part: Partial<Settings>): Promise<void>;
  forget(keys: readonly (keyof Settings)[]): Promise<void>;
  follow(tell: (loaded: Loaded) => void, signal: AbortSignal): void;
}

interface SettingsStore {
  /** Null until it is known. */
  loaded: ReadonlySignal<Loaded | null>;
  outcome: ReadonlySignal<Outcome>;
  change(part: Partial<Settings>): void;
  reset(): void;
  /** Takes the reset back. */
  undo(): void;
}

/** A held arrow key changes a slider thirty times a second; browsers save two changes a second at most. */
const GAP_MS = 600;

export function settingsStore(storage: SettingsStorage, until: AbortSignal): SettingsStore {
  const stored = signal<Loaded | null>(null);
  /** Shown already, not yet stored. */
  const wanted = signal<Partial<Settings>>({});
  const outcome = signal<Outcome>(null);
  let before: Partial<Settings> = {};
  let timer: ReturnType<typeof setTimeout> | null = null;
  let savedAt = Number.NEGATIVE_INFINITY;

  const free = () => SETTING_KEYS.filter((key) => !stored.value?.forced.includes(key));

  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
      return true;
    } catch (error) {
      outcome.value = saveProblem(error);
      return false;
    }
  };

  const save = async () => {
    if (timer) clearTimeout(timer);
    timer = null;
    savedAt = performance.now();
    const part = wanted.value;
    const isSaved = await attempt(() => storage.save(part));
    // Holds until storage tells of it, which comes a moment later.
    if (isSaved && stored.value) stored.value = { ...stored.value, settings: { ...stored.value.settings, ...part } };
    const rest = Object.entries(wanted.value).filter(([key, value]) => part[key as keyof Settings] !== value);
    wanted.value = Object.fromEntries(rest);
  };

  const change = (part: Partial<Settings>) => {
    outcome.value = null;
    wanted.value = { ...wanted.value, ...part };
    timer ??= setTimeout(() => void save(), Math.max(0, savedAt + GAP_MS - performance.now()));
  };

  storage.follow((now) => {
    stored.value = now;
  }, until);
  until.addEventListener('abort', () => timer && void save(), { once: true });

  return {
    loaded: computed(
      () => stored.value && { ...stored.value, settings: { ...stored.value.settings, ...wanted.value } },
    ),
    outcome,
    change,
    reset: () => {
      if (timer) clearTimeout(timer);
      timer = null;
      wanted.value = {};
      const settings = stored.value?.settings ?? DEFAULT_SETTINGS;
      before = Object.fromEntries(
        free().flatMap((key) => (settings[key] === DEFAULT_SETTINGS[key] ? [] : [[key, settings[key]]])),
      );
      void attempt(() => storage.forget(free())).then((isDone) => {
        if (isDone) outcome.value = 'resetDone';
      });
    },
    undo: () => change(before),
  };
}
