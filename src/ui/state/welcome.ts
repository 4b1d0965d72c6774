// What the page of three questions knows and can ask for.
import { type ReadonlySignal, signal } from '@preact/signals';
import { loadAnswers, saveAnswers } from '../../storage/answers.ts';
import { loadSettings, saveSettings } from '../../storage/settings.ts';
import type { WelcomeCommands, WelcomeState } from '../components/common/welcome-link.ts';

/** Storage that has told nothing by then is said to have failed, milliseconds. */
const STORAGE_MS = 5000;

/** What is stored already; 'failed' when it cannot be read, null until it is known. */
export function connectWelcome(until: AbortSignal): {
  state: ReadonlySignal<WelcomeState | 'failed' | null>;
  commands: WelcomeCommands;
} {
  const state = signal<WelcomeState | 'failed' | null>(null);
  const fail = (error: unknown) => {
    console.error('Roomtone:', error);
    state.value ??= 'failed';
  };
  const timer = setTimeout(() => {
    if (state.value === null) fail('Storage does not answer.');
  }, STORAGE_MS);
  until.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const load = async () => {
    const [answers, { settings, forced, isUnreadable }] = await Promise.all([loadAnswers(), loadSettings()]);
    if (isUnreadable) throw new Error('A store of settings cannot be read.');
    state.value = { answers, mode: settings.mode, forced: forced.includes('mode') };
  };
  void load().catch(fail);
  return {
    state,
    commands: {
      save: async (answers, mode) => {
        // The mode goes first: until the answers are stored, the earlier ones still limit it.
        await saveSettings({ mode });
        await saveAnswers(answers);
      },
      tryAgain: () => location.reload(),
    },
  };
}
