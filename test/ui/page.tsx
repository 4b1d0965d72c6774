// Renders a surface with a fixture instead of a tab, and keeps what its controls ask for where a test can read it.
import { signal } from '@preact/signals';
import { render } from 'preact';
import german from '../../_locales/de/messages.json';
import messages from '../../_locales/en/messages.json';
import { fromCatalogue } from '../../src/i18n/t.ts';
import { TranslationProvider } from '../../src/ui/components/common/context.ts';
import type { Commands, Link } from '../../src/ui/components/common/link.ts';
import type { ReportState } from '../../src/ui/components/common/report-link.ts';
import { ReportApp } from '../../src/ui/components/report/ReportApp.tsx';
import { RoomApp } from '../../src/ui/components/room/RoomApp.tsx';
import { TrialView } from '../../src/ui/components/trial/TrialView.tsx';
import { WelcomeView } from '../../src/ui/components/welcome/WelcomeView.tsx';
import type { TrialState } from '../../src/ui/state/trial.ts';
import { WELCOMES, type WelcomeName } from '../consent/welcomes.ts';
import { type FixtureName, LINKS } from './fixtures.ts';
import { REPORTS, type ReportName } from './reports.ts';
import { renderSettings, type SettingsName } from './settings-fixtures.tsx';
import { paintedPicture, TRIALS, type TrialName } from './trials.ts';

declare global {
  interface Window {
    asked: unknown[][];
    show: (name: FixtureName) => void;
  }
}

const root = document.getElementById('app') as HTMLElement;
const name = new URLSearchParams(location.search).get('state');
const t = fromCatalogue(messages);
window.asked = [];
const note =
  (command: string) =>
  (...args: unknown[]) =>
    void window.asked.push([command, ...args]);

if (document.documentElement.classList.contains('options')) renderSettings(name as SettingsName, root, note);
else if (document.documentElement.classList.contains('tryit')) {
  const state = signal<TrialState>(TRIALS[name as TrialName](await paintedPicture()));
  const trial = {
    useCamera: async () => note('useCamera')(),
    usePicture: async (file: File) => note('usePicture')(file.name),
    tryAgain: async () => note('tryAgain')(),
    stop: note('stop'),
  };
  render(
    <TranslationProvider value={t}>
      <TrialView state={state} trial={trial} />
    </TranslationProvider>,
    root,
  );
} else if (document.documentElement.classList.contains('welcome')) {
  render(
    <TranslationProvider value={t}>
      <WelcomeView initial={WELCOMES[name as WelcomeName]} save={async (...given) => note('save')(...given)} />
    </TranslationProvider>,
    root,
  );
} else if (document.documentElement.classList.contains('report-page')) {
  const commands = {
    refresh: note('refresh'),
    changeSettings: note('changeSettings'),
    remove: note('remove'),
    removeAll: note('removeAll'),
  };
  render(
    <TranslationProvider value={t}>
      <ReportApp state={signal<ReportState>(REPORTS[name as ReportName])} commands={commands} />
    </TranslationProvider>,
    root,
  );
} else {
  const link = signal<Link>(LINKS[name as FixtureName]);
  window.show = (next) => {
    link.value = LINKS[next];
  };
  const commands: Commands = {
    setReading: note('setReading'),
    changeSettings: note('changeSettings'),
    setRecording: note('setRecording'),
    saveRecording: note('saveRecording'),
    openReport: note('openReport'),
    openSettings: note('openSettings'),
    openWelcome: note('openWelcome'),
    setExcluded: note('setExcluded'),
    setSelf: note('setSelf'),
    setLeftOut: note('setLeftOut'),
    translation: async (language) => fromCatalogue(language === 'de' ? german : messages),
    reloadTab: note('reloadTab'),
    readSite: note('readSite'),
    describePage: async () =>
      'Roomtone 0.1.0 on call.example\nTiles: 6\n  1. 320×180 at 8, 8; video 640×360; named, 1 kept clear',
    openPanel: note('openPanel'),
  };
  const surface = document.documentElement.classList.contains('popup') ? 'popup' : 'panel';
  render(
    <TranslationProvider value={t}>
      <RoomApp link={link} commands={commands} surface={surface} />
    </TranslationProvider>,
    root,
  );
}
