// What the browser loads into a call page: one call, its reading while that is on, and answers to popup, panel and report.
import { continued, type KeptCall, keptOf, newCall } from '../call/call.ts';
import { keptCall } from '../call/schemas/kept.ts';
import { browserSpeech } from '../i18n/translate.ts';
import { askBackground } from '../messaging/messages.ts';
import { now } from '../page/clock.ts';
import { followCall } from '../page/follow-call.ts';
import { keepReading } from '../page/reading.ts';
import { servePages } from '../page/serve.ts';
import { pageOf, platformOf } from '../page/sites/index.ts';
import { createStore } from '../page/store.ts';
import { succeed } from '../page/succession.ts';
import { followSpeech } from '../storage/speech.ts';

/** Windows without an address of their own that this page has opened; Slack shows its huddles in one. */
type Opener = typeof globalThis & { roomtoneWindows?: Set<Window> };
const windows = new Set<Window>();

if (location.protocol === 'about:') (opener as Opener | null)?.roomtoneWindows?.add(window);
// A frame of its parent's origin is read with its parent; one without an origin, such as a sandboxed one, can be allowed by nobody.
else if (/^https?:$/.test(location.protocol) && origin !== 'null' && frameElement === null) {
  (globalThis as Opener).roomtoneWindows = windows;
  void enter();
}

/** Takes over from a copy of this script that was here before, so that an update does not end a call. */
async function enter() {
  const life = new AbortController();
  let leave = (): unknown => null;
  const succession = await succeed(() => {
    const kept = leave();
    life.abort();
    return kept;
  });
  if (!succession || life.signal.aborted) return;
  leave = serve(keptCall(succession.inherited) ?? null, life.signal);
}

/**
 * @param kept what the copy before has left; null where that is nothing, or not understood: then it is not known either whom not to read, and
 * reading waits for a click. @returns what leaves with this copy.
 */
function serve(kept: KeptCall | null, signal: AbortSignal): () => KeptCall {
  const platform = platformOf(new URL(location.href));
  const page = () => pageOf(document, windows);
  const call = newCall(platform.name, now());
  const store = createStore(kept ? continued(call, kept) : call);
  const loaded = followCall(store, signal);
  const reading = keepReading({ store, platform, page, speech: browserSpeech(), signal });
  servePages({ store, platform, page, reading, loaded, signal });
  followSpeech((language) => askBackground('catalogue', { language }), reading.speak, signal);
  if (kept?.isOn) void loaded.then(() => reading.set(true));
  return () => keptOf(store.call);
}
