// Entry of the settings page.
import { signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import type { Answers } from '../../call/consent/answers.ts';
import { modesOffered } from '../../call/consent/rules.ts';
import { followAnswers } from '../../storage/answers.ts';
import { followBlockedNames, setBlocked } from '../../storage/blocked-names.ts';
import { followSettings, forgetSettings, saveSettings } from '../../storage/settings.ts';
import { SettingsView, type Shortcut } from '../components/settings/SettingsView.tsx';
import { type SettingsStore, settingsStore } from '../state/settings-store.ts';
import { renderSpoken, startPage } from '../state/speak.tsx';

const answers = signal<Answers | null>(null);
const leftOut = signal<readonly string[]>([]);
const shortcuts = signal<readonly Shortcut[]>([]);

async function readShortcuts() {
  const commands = await browser.commands.getAll();
  shortcuts.value = commands.map(({ name = '', shortcut = '' }) => ({ name, keys: shortcut }));
}

function Options({ store }: { store: SettingsStore }) {
  const loaded = store.loaded.value;
  return (
    loaded && (
      <SettingsView
        loaded={loaded}
        outcome={store.outcome.value}
        browserLanguage={browser.i18n.getUILanguage()}
        shortcuts={shortcuts.value}
        offers={answers.value ? modesOffered(answers.value) : []}
        leftOut={leftOut.value}
        takeOff={(name) => void setBlocked(name, false)}
        change={store.change}
        reset={store.reset}
        undo={store.undo}
        openShortcuts={() => void browser.tabs.create({ url: 'chrome://extensions/shortcuts' })}
      />
    )
  );
}

startPage((root, signal) => {
  // Whoever has changed them on the browser's page comes back to this one.
  addEventListener('focus', () => void readShortcuts(), { signal });
  void readShortcuts();
  followAnswers(
    (now) => {
      answers.value = now;
    },
    signal,
    console.error,
  );
  followBlockedNames(
    (now) => {
      leftOut.value = now;
    },
    signal,
    console.error,
  );
  const store = settingsStore({ save: saveSettings, forget: forgetSettings, follow: followSettings }, signal);
  renderSpoken(<Options store={store} />, root, signal);
});
