// Renders a surface with a fixture instead of a tab, and keeps what its controls ask for where a test can read it.
import { signal } from '@preact/signals';
import { type ComponentChildren, render } from 'preact';
import en from '../../_locales/en/messages.json';
import type { Language } from '../../src/call/settings.ts';
import { directionOf, tagOf } from '../../src/i18n/languages.ts';
import { type Catalogue, fromCatalogue } from '../../src/i18n/t.ts';
import { LocaleProvider, TranslationProvider } from '../../src/ui/components/common/context.ts';
import type { Commands, Link, SaveProblem } from '../../src/ui/components/common/link.ts';
import type { ReportState } from '../../src/ui/components/common/report-link.ts';
import type { TrialFace, TrialState } from '../../src/ui/components/common/trial-link.ts';
import type { WelcomeState } from '../../src/ui/components/common/welcome-link.ts';
import { ReportApp } from '../../src/ui/components/report/ReportApp.tsx';
import { RoomApp } from '../../src/ui/components/room/RoomApp.tsx';
import { TrialView } from '../../src/ui/components/trial/TrialView.tsx';
import { WelcomeApp } from '../../src/ui/components/welcome/WelcomeApp.tsx';
import { download } from '../../src/ui/state/download.ts';
import { savedPage } from '../../src/ui/state/save-page.ts';
import { WELCOMES, type WelcomeName } from '../consent/welcomes.ts';
import { type FixtureName, LINKS } from './fixtures.ts';
import { pseudo } from './pseudo.ts';
import { REPORTS, type ReportName } from './reports.ts';
import { renderSettings, type SettingsName } from './settings-fixtures.tsx';
import { paintedPicture, TRIALS, type TrialName } from './trials.ts';

declare global {
  interface Window {
    asked: unknown[][];
    show: (name: FixtureName) => void;
    /** Has the last command fail to store something. */
    fail: () => void;
    /** What storage says when answers are saved. */
    refusal?: string;
  }
}

const catalogueOf = async (language: Language): Promise<Catalogue> =>
  language === 'en' ? en : (await fetch(`_locales/${language}/messages.json`)).json();

const root = document.getElementById('app') as HTMLElement;
const query = new URLSearchParams(location.search);
const name = query.get('state');
const isPseudo = query.get('language') === 'pseudo';
const language = isPseudo ? 'en' : ((query.get('language') ?? 'en') as Language);
const catalogue = isPseudo ? pseudo(en) : await catalogueOf(language);
const t = fromCatalogue(catalogue, tagOf(language));
const Spoken = ({ children }: { children: ComponentChildren }) => (
  <LocaleProvider value={tagOf(language)}>
    <TranslationProvider value={t}>{children}</TranslationProvider>
  </LocaleProvider>
);
document.documentElement.lang = tagOf(language);
document.documentElement.dir = query.get('dir') ?? directionOf(language);
window.asked = [];
const note =
  (command: string) =>
  (...args: unknown[]) =>
    void window.asked.push([command, ...args]);

if (document.documentElement.classList.contains('options'))
  renderSettings(
    name as SettingsName,
    root,
    note,
    query.has('language') && catalogue !== en ? { language, catalogue } : null,
  );
else if (document.documentElement.classList.contains('tryit')) {
  const state = signal<TrialState>(TRIALS[name as TrialName](await paintedPicture()));
  const commands = {
    useCamera: note('useCamera'),
    open: (files: readonly File[]) => note('open')(files.map((file) => file.name)),
    openFrom: (data: DataTransfer) => note('openFrom')(Array.from(data.files, (file) => file.name)),
    select: note('select'),
    setSelf: note('setSelf'),
    stop: note('stop'),
    goOn: note('goOn'),
    clear: note('clear'),
    setPaused: note('setPaused'),
    seek: note('seek'),
    tryAgain: note('tryAgain'),
    answer: name === 'asking' ? note('answer') : null,
    save: (kind: string, wordsOf: (face: TrialFace) => string) => note('save')(kind, state.value.faces?.map(wordsOf)),
    stopSaving: note('stopSaving'),
  };
  render(
    <Spoken>
      <TrialView state={state} commands={commands} />
    </Spoken>,
    root,
  );
} else if (document.documentElement.classList.contains('welcome')) {
  render(
    <Spoken>
      <WelcomeApp
        state={signal<WelcomeState | 'failed'>(WELCOMES[name as WelcomeName])}
        commands={{
          save: async (...given) => {
            note('save')(...given);
            if (window.refusal) throw new Error(window.refusal);
          },
          tryAgain: note('tryAgain'),
        }}
      />
    </Spoken>,
    root,
  );
} else if (document.documentElement.classList.contains('report-page')) {
  const commands = {
    refresh: note('refresh'),
    changeSettings: note('changeSettings'),
    remove: note('remove'),
    removeAll: note('removeAll'),
    tryAgain: note('tryAgain'),
    download,
    savePage: (file: string, title: string, article: Element) =>
      void savedPage(article, title).then((text) => download(file, 'text/html', text)),
  };
  render(
    <Spoken>
      <ReportApp state={signal<ReportState>({ problem: null, ...REPORTS[name as ReportName] })} commands={commands} />
    </Spoken>,
    root,
  );
} else {
  const link = signal<Link>(LINKS[name as FixtureName]);
  window.show = (next) => {
    link.value = LINKS[next];
  };
  const problem = signal<SaveProblem | null>(null);
  window.fail = () => {
    problem.value = 'saveFailed';
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
    setBlocked: note('setBlocked'),
    copy: (text) => navigator.clipboard.writeText(text),
    translation: async (language) => fromCatalogue(await catalogueOf(language), tagOf(language)),
    reloadTab: note('reloadTab'),
    readSite: note('readSite'),
    describePage: async () =>
      'Roomtone 0.1.0 on call.example\nTiles: 6\n  1. 320×180 at 8, 8; video 640×360; named, 1 kept clear',
    openPanel: note('openPanel'),
  };
  const surface = document.documentElement.classList.contains('popup') ? 'popup' : 'panel';
  render(
    <Spoken>
      <RoomApp link={link} commands={commands} problem={problem} surface={surface} />
    </Spoken>,
    root,
  );
}
