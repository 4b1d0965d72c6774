// The settings page in each state that it can be in, over a storage made up for the purpose that keeps what tests ask of it.
import { computed } from '@preact/signals';
import { render } from 'preact';
import german from '../../_locales/de/messages.json';
import english from '../../_locales/en/messages.json';
import { modesOffered } from '../../src/call/consent/rules.ts';
import { type Language, settle } from '../../src/call/settings.ts';
import { tagOf } from '../../src/i18n/languages.ts';
import { type Catalogue, fromCatalogue } from '../../src/i18n/t.ts';
import { LocaleProvider, TranslationProvider } from '../../src/ui/components/common/context.ts';
import { SettingsApp } from '../../src/ui/components/settings/SettingsApp.tsx';
import { settingsStore } from '../../src/ui/state/settings-store.ts';

interface Sketch {
  own: Record<string, unknown>;
  managed: Record<string, unknown>;
  /** What the browser says when something is to be saved. */
  refusal?: string;
  /** What is stored cannot be read. */
  unreadable?: boolean;
  language?: 'en' | 'de';
}

const FORCED = {
  mode: 'group',
  groupLeast: 8,
  badges: false,
  badgeStyle: 'dots',
  share: 0.37,
  paceMs: 1000,
  smoothingMs: 900,
  unclearBelow: 0.6,
  classes: 'four',
  language: 'en',
  history: false,
  retentionDays: 7,
  backend: 'wasm',
};

export const SETTINGS = {
  defaults: { own: {}, managed: {} },
  changed: {
    own: { badgeStyle: 'emoji', classes: 'four', share: 0.62, unclearBelow: 0.9, history: true },
    managed: {},
  },
  forced: { own: {}, managed: FORCED },
  disabled: { own: {}, managed: { disabled: true, mode: 'self' } },
  full: { own: {}, managed: {}, refusal: 'QUOTA_BYTES quota exceeded' },
  hasty: { own: {}, managed: {}, refusal: 'This request exceeds the MAX_WRITE_OPERATIONS_PER_MINUTE quota.' },
  unreadable: { own: {}, managed: {}, unreadable: true },
  work: { own: { mode: 'individual' }, managed: {} },
  german: { own: { language: 'de' }, managed: {}, language: 'de' },
} as const satisfies Record<string, Sketch>;
export type SettingsName = keyof typeof SETTINGS;

export function renderSettings(
  name: SettingsName,
  root: HTMLElement,
  note: (command: string) => (...args: unknown[]) => void,
  /** Instead of the state's own language. */
  other: { language: Language; catalogue: Catalogue } | null = null,
): void {
  const { own, managed, refusal, unreadable = false, language: said = 'en' }: Sketch = SETTINGS[name];
  const language = other?.language ?? said;
  let stored = own;
  let tell = () => {};
  const keep = async (command: string, given: unknown, next: Record<string, unknown>) => {
    note(command)(given);
    if (refusal) throw new Error(refusal);
    stored = next;
    setTimeout(tell);
  };
  const store = settingsStore(
    {
      save: (part) => keep('save', part, { ...stored, ...part }),
      forget: (keys) =>
        keep(
          'forget',
          keys,
          Object.fromEntries(Object.entries(stored).filter(([key]) => !keys.some((k) => k === key))),
        ),
      follow: (told) => {
        if (unreadable) return;
        tell = () => told(settle(stored, managed));
        tell();
      },
    },
    new AbortController().signal,
  );
  // At work in the EU, where somebody has asked never to be read.
  const isWork = name === 'work';
  const state = computed(() => ({
    loaded: store.loaded.value,
    isFailed: unreadable,
    outcome: store.outcome.value,
    browserLanguage: 'en-GB',
    shortcuts: [
      { name: '_execute_action', keys: 'Ctrl+Shift+6' },
      { name: 'open-panel', keys: name === 'changed' ? 'Ctrl+Shift+7' : '' },
      { name: 'toggle-badges', keys: 'Ctrl+Shift+8' },
      { name: 'toggle-reading', keys: 'Ctrl+Shift+9' },
    ],
    shortcutsAddress: 'chrome://extensions/shortcuts',
    offers: modesOffered({
      version: 1,
      purpose: 'understand',
      place: isWork ? 'eu' : 'elsewhere',
      people: isWork ? 'colleagues' : 'private',
      told: 'informed',
    }),
    blockedNames: isWork ? ['Zoë Müller', 'Мария Соколова'] : [],
  }));
  const commands = {
    change: store.change,
    reset: store.reset,
    undo: store.undo,
    unblock: note('unblock'),
    openShortcuts: note('openShortcuts'),
    tryAgain: note('tryAgain'),
  };
  document.documentElement.lang = tagOf(language);
  render(
    <LocaleProvider value={tagOf(language)}>
      <TranslationProvider
        value={fromCatalogue(other?.catalogue ?? (language === 'de' ? german : english), tagOf(language))}
      >
        <SettingsApp state={state} commands={commands} />
      </TranslationProvider>
    </LocaleProvider>,
    root,
  );
}
