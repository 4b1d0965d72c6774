// The try-it page on any web server, without the extension: the browser's own language, default settings, an engine in a worker of the page.
import { signal } from '@preact/signals';
import { type Answers, answersFrom } from '../../call/consent/answers.ts';
import { settle } from '../../call/settings.ts';
import { catalogueFor, speaks, tagOf } from '../../i18n/languages.ts';
import { fromCatalogue, type Speech } from '../../i18n/t.ts';
import type { HostAccess } from '../../messaging/engine-port.ts';
import type { Platform } from './platform.ts';

/** Pages of other projects may have the same origin, and so the same store. */
const KEY = 'roomtone-answers';

const workerHost: HostAccess = {
  open: async () => ({ ok: true }),
  connect: () => {
    const worker = new Worker('engine-host.js', { type: 'module' });
    return {
      postMessage: (message) => worker.postMessage(message),
      disconnect: () => worker.terminate(),
      onMessage: { addListener: (hear) => worker.addEventListener('message', ({ data }) => hear(data)) },
      onDisconnect: { addListener: (tell) => worker.addEventListener('error', tell) },
    };
  },
  canReturn: () => true,
};

async function speechOf(wanted: readonly string[]): Promise<Speech> {
  const here = wanted.find(speaks) ?? 'en';
  const language = catalogueFor(here);
  const catalogue = await (await fetch(`locales/${language}/messages.json`)).json();
  return {
    t: fromCatalogue(catalogue, tagOf(language)),
    locale: here.startsWith(tagOf(language)) ? here : tagOf(language),
  };
}

/** Null where there is nothing to read, or the browser lets this page store nothing. */
function storedAnswers(): Answers | null {
  try {
    return answersFrom(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    return null;
  }
}

let answers = storedAnswers();

export const webPlatform: Platform = {
  host: workerHost,
  followSpeech: () => {
    const speech = signal<Speech | null>(null);
    void speechOf(navigator.languages).then((words) => {
      speech.value = words;
    });
    return speech;
  },
  load: async () => ({ loaded: settle({}, {}), answers }),
  saveAnswers: (given) => {
    answers = given;
    try {
      localStorage.setItem(KEY, JSON.stringify(given));
    } catch {
      // They hold until the page is left, and are asked for again.
    }
  },
};
