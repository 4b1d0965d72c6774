// The practice call on a page of the extension: drawn people, read by what reads a call page. Nothing of it is kept.
import { signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import { newCall, view } from '../call/call.ts';
import type { Snapshot } from '../call/snapshot.ts';
import { browserSpeech, readCatalogue } from '../i18n/translate.ts';
import { panelOpener } from '../messaging/side-panel.ts';
import { now } from '../page/clock.ts';
import { followCall } from '../page/follow-call.ts';
import { keepReading } from '../page/reading.ts';
import { servePages } from '../page/serve.ts';
import { practice } from '../page/sites/practice.ts';
import { createStore } from '../page/store.ts';
import { followSpeech } from '../storage/speech.ts';
import type { Link } from '../ui/components/common/link.ts';
import { PracticeView } from '../ui/components/practice/PracticeView.tsx';
import { renderSpoken } from '../ui/pages/render.tsx';
import { openCameras } from '../ui/practice/cameras.ts';
import { PEOPLE } from '../ui/practice/people.ts';
import type { Connection } from '../ui/state/connection.ts';
import { startPage } from '../ui/state/page.ts';
import { roomCommands } from '../ui/state/room-commands.ts';

/** How often the view beside the call changes at most, milliseconds. */
const SHOW_MS = 500;

startPage((root, until) => {
  let speech = browserSpeech();
  const platform = practice(() => speech.t('practiceTitle'));
  const page = () => [document];
  const store = createStore(newCall(platform.name, now()));
  const loaded = followCall(store, until);
  const reading = keepReading({ store, platform, page, speech, signal: until, isPractice: true });
  const answers = servePages({ store, platform, page, reading, loaded, signal: until });
  const speak = (words: typeof speech) => {
    speech = words;
    reading.speak(words);
  };
  followSpeech(readCatalogue, speak, until);

  const link = signal<Link>({ kind: 'connecting' });
  const show = (snapshot: Snapshot) => {
    link.value = { kind: 'live', snapshot };
  };
  let isDue = false;
  const showSoon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      show(view(store.call));
    }, SHOW_MS);
  };
  void loaded.then(() => {
    show(view(store.call));
    store.subscribe(showSoon, until);
  });

  let tab: number | null = null;
  void browser.tabs.getCurrent().then((own) => {
    tab = own?.id ?? null;
  });
  const ask: Connection['ask'] = async (name, payload) => {
    const answer = answers[name] as (payload: unknown, sender: object) => Snapshot | Promise<Snapshot>;
    show(await answer(payload, {}));
  };
  const { commands, problem } = roomCommands({ link, tab: () => tab, frame: () => 0, ask });
  // The popup closes when the panel opens; this page stays.
  const openPanel = panelOpener();
  if (openPanel) commands.openPanel = () => void (tab !== null && openPanel(tab));

  const streams = signal<readonly MediaStream[]>([]);
  let cameras = new AbortController();
  const start = () => {
    cameras = new AbortController();
    streams.value = openCameras(PEOPLE, AbortSignal.any([cameras.signal, until]));
    void loaded.then(() => reading.set(true));
  };
  const end = () => {
    void reading.set(false);
    cameras.abort();
    streams.value = [];
  };
  renderSpoken(
    <PracticeView streams={streams} practice={{ start, end }} link={link} commands={commands} problem={problem} />,
    root,
    until,
  );
  start();
});
