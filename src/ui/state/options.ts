// What the settings page knows and can ask for.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Answers } from '../../call/consent/answers.ts';
import { modesOffered } from '../../call/consent/rules.ts';
import { followAnswers } from '../../storage/answers.ts';
import { followBlockedNames, setBlocked } from '../../storage/blocked-names.ts';
import { followSettings, forgetSettings, saveSettings } from '../../storage/settings.ts';
import type { Outcome, SettingsCommands, SettingsState, Shortcut } from '../components/common/settings-link.ts';
import { saveProblem } from './save-problem.ts';
import { settingsStore } from './settings-store.ts';

/** Storage that has told nothing by then is said to have failed, milliseconds. */
const STORAGE_MS = 5000;

/** Chrome's, which Edge and others have as well. */
const SHORTCUTS_ADDRESS = browser.runtime.getURL('').startsWith('moz-extension:')
  ? 'about:addons'
  : 'chrome://extensions/shortcuts';

/** Keeps `state` up to date until the signal aborts. */
export function connectOptions(until: AbortSignal): {
  state: ReadonlySignal<SettingsState>;
  commands: SettingsCommands;
} {
  const answers = signal<Answers | null>(null);
  const blockedNames = signal<readonly string[]>([]);
  const shortcuts = signal<readonly Shortcut[]>([]);
  /** Stores that cannot be read at present; they are tried again. */
  const failing = signal<ReadonlySet<string>>(new Set());
  const isLate = signal(false);
  const namesOutcome = signal<Outcome>(null);

  const fail = (name: string) => (error: unknown) => {
    console.error('Roomtone:', error);
    failing.value = new Set([...failing.value, name]);
  };
  const keep =
    <T>(name: string, into: (now: T) => void) =>
    (now: T) => {
      failing.value = new Set([...failing.value].filter((one) => one !== name));
      into(now);
    };
  const store = settingsStore(
    {
      save: saveSettings,
      forget: forgetSettings,
      // Defaults that stand in for what cannot be read are not shown as settings.
      follow: (tell, signal) =>
        followSettings(
          (loaded) => {
            if (!loaded.isUnreadable) keep('settings', tell)(loaded);
          },
          signal,
          fail('settings'),
        ),
    },
    until,
  );
  const timer = setTimeout(() => {
    isLate.value = true;
  }, STORAGE_MS);
  until.addEventListener('abort', () => clearTimeout(timer), { once: true });
  followAnswers(
    keep('answers', (now: Answers | null) => {
      answers.value = now;
    }),
    until,
    fail('answers'),
  );
  followBlockedNames(
    keep('blockedNames', (now: string[]) => {
      blockedNames.value = now;
    }),
    until,
    fail('blockedNames'),
  );

  const readShortcuts = async () => {
    const commands = await browser.commands.getAll();
    shortcuts.value = commands.map(({ name = '', shortcut = '' }) => ({ name, keys: shortcut }));
  };
  // A user who has changed them on the browser's page comes back to this one.
  addEventListener('focus', () => void readShortcuts(), { signal: until });
  void readShortcuts();

  return {
    state: computed(() => ({
      loaded: store.loaded.value,
      isFailed: failing.value.size > 0 || (isLate.value && store.loaded.value === null),
      outcome: namesOutcome.value ?? store.outcome.value,
      browserLanguage: browser.i18n.getUILanguage(),
      shortcuts: shortcuts.value,
      shortcutsAddress: SHORTCUTS_ADDRESS,
      offers: answers.value ? modesOffered(answers.value) : [],
      blockedNames: blockedNames.value,
    })),
    commands: {
      change: (part) => {
        namesOutcome.value = null;
        store.change(part);
      },
      reset: store.reset,
      undo: store.undo,
      unblock: (name) => {
        namesOutcome.value = null;
        void setBlocked(name, false).catch((error) => {
          namesOutcome.value = saveProblem(error);
        });
      },
      openShortcuts: () => void browser.tabs.create({ url: SHORTCUTS_ADDRESS }),
      tryAgain: () => location.reload(),
    },
  };
}
