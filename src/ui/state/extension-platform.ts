// The try-it page as a page of the extension: its settings, its answers, its engine.
import { extensionHost } from '../../messaging/extension-host.ts';
import { loadAnswers } from '../../storage/answers.ts';
import { loadSettings } from '../../storage/settings.ts';
import { followPageSpeech } from './page-speech.ts';
import type { Platform } from './platform.ts';

export const extensionPlatform: Platform = {
  host: extensionHost,
  followSpeech: followPageSpeech,
  load: async () => {
    const [answers, loaded] = await Promise.all([loadAnswers().catch(() => undefined), loadSettings()]);
    return answers === undefined || loaded.isUnreadable ? null : { loaded, answers };
  },
  saveAnswers: null,
};
