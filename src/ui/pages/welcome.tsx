// Entry of the page that asks the three questions.

import type { Answers } from '../../call/consent/answers.ts';
import type { Mode } from '../../call/consent/policy.ts';
import { loadAnswers, saveAnswers } from '../../storage/answers.ts';
import { loadSettings, saveSettings } from '../../storage/settings.ts';
import { WelcomeView } from '../components/welcome/WelcomeView.tsx';
import { renderSpoken, startPage } from '../state/speak.tsx';

async function save(answers: Answers, mode: Mode) {
  // First the mode: in between, the earlier answers still hold it down.
  await saveSettings({ mode });
  await saveAnswers(answers);
}

async function start(root: HTMLElement, signal: AbortSignal) {
  const [answers, { settings, forced }] = await Promise.all([loadAnswers().catch(() => null), loadSettings()]);
  const initial = { answers, mode: settings.mode, forced: forced.includes('mode') };
  renderSpoken(<WelcomeView initial={initial} save={save} />, root, signal);
}

startPage(start);
