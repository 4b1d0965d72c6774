// What popup and side panel can ask for: of the call page, of storage and of the browser.
import { type Signal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import { readCatalogue, speechIn } from '../../i18n/translate.ts';
import { askPage } from '../../messaging/messages.ts';
import { fetchRecording } from '../../messaging/recording-parts.ts';
import { panelOpener } from '../../messaging/side-panel.ts';
import { setBlocked } from '../../storage/blocked-names.ts';
import { saveSettings } from '../../storage/settings.ts';
import type { Commands, SaveProblem } from '../components/common/link.ts';
import type { Connection } from './connection.ts';
import { download } from './download.ts';
import { saveProblem } from './save-problem.ts';

/** `problem` is what the last command that stores something led to. */
export function roomCommands({ ask, tab, frame }: Connection): {
  commands: Commands;
  problem: Signal<SaveProblem | null>;
} {
  const problem = signal<SaveProblem | null>(null);
  const store = (saved: Promise<unknown>) => {
    problem.value = null;
    void saved.catch((error) => {
      problem.value = saveProblem(error);
    });
  };

  const saveRecording = async (tabId: number) => {
    const recording = await fetchRecording(tabId, frame());
    if (recording) download('roomtone-readings.json', 'application/json', recording);
  };

  const commands: Commands = {
    setReading: (on) => void ask('setReading', { on }),
    // The page follows storage, so it needs no message.
    changeSettings: (settings) => store(saveSettings(settings)),
    setExcluded: (id, excluded) => void ask('setExcluded', { id, excluded }),
    setSelf: (id) => void ask('setSelf', { id }),
    setBlocked: (name, blocked) => store(setBlocked(name, blocked)),
    translation: async (language) => (await speechIn(language, readCatalogue)).t,
    copy: (text) => navigator.clipboard.writeText(text),
    reloadTab: () => {
      const tabId = tab();
      if (tabId !== null) void browser.tabs.reload(tabId);
    },
    // The service worker hears of it and goes into the page; this view may be closed by then.
    readSite: (site) => void browser.permissions.request({ origins: [site] }).catch(() => {}),
    setRecording: (on) => void ask('setRecording', { on }),
    saveRecording: () => {
      const tabId = tab();
      if (tabId !== null) store(saveRecording(tabId));
    },
    openReport: () =>
      void browser.tabs.create({ url: `report.html${tab() === null ? '' : `?tab=${tab()}&frame=${frame()}`}` }),
    openSettings: () => void browser.runtime.openOptionsPage(),
    openWelcome: () => void browser.tabs.create({ url: 'welcome.html' }),
    describePage: async () => {
      const tabId = tab();
      return tabId === null ? '' : askPage(tabId, 'describePage', null, frame()).catch(() => '');
    },
  };
  const openPanel = panelOpener();
  if (openPanel) {
    commands.openPanel = () => {
      const tabId = tab();
      if (tabId !== null) void openPanel(tabId).then(() => close());
    };
  }
  return { commands, problem };
}
