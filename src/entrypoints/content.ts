// What the browser loads into a call page: one call, its reading while that is on, and answers to popup, panel and report.
import browser from 'webextension-polyfill';
import { newCall } from '../call/call.ts';
import { browserSpeech } from '../i18n/translate.ts';
import { askBackground } from '../messaging/messages.ts';
import { followCall } from '../page/follow-call.ts';
import { keepReading } from '../page/keep-reading.ts';
import { servePages } from '../page/serve.ts';
import { pageOf, platformOf } from '../page/sites/index.ts';
import { createStore } from '../page/store.ts';
import { followSpeech } from '../storage/speech.ts';

/** Windows without an address of their own that this page has opened; Slack shows its huddles in one. */
type Opener = typeof globalThis & { roomtoneWindows?: Set<Window> };

if (location.protocol === 'about:') (opener as Opener | null)?.roomtoneWindows?.add(window);
else start(new AbortController());

function start(life: AbortController) {
  const windows = new Set<Window>();
  (globalThis as Opener).roomtoneWindows = windows;
  const { signal } = life;
  const platform = platformOf(new URL(location.href), document);
  const page = () => pageOf(document, windows);
  const store = createStore(newCall(platform.name, Date.now()));
  const loaded = followCall(store, signal);
  servePages(store, platform, page, loaded, signal);
  const reading = keepReading({ store, platform, page, speech: browserSpeech(), signal });
  followSpeech((language) => askBackground('catalogue', { language }), reading.speak, signal);
  // After an update or removal of the extension this copy is an orphan: it takes its badges along and goes.
  const timer = setInterval(() => browser.runtime?.id || life.abort(), 1000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
