// Entry of the page that asks the three questions.
import { loadAnswers, saveAnswers } from '../answers.ts';
import type { Answers } from '../consent/answers.ts';
import type { Mode } from '../consent/policy.ts';
import { loadSettings, saveSettings } from '../storage.ts';
import { renderSpoken, startPage } from './speak.tsx';
import { WelcomeView } from './WelcomeView.tsx';

async function save(answers: Answers, mode: Mode) {
  // First the mode: in between, the earlier answers still hold it down.
  await saveSettings({ mode });
  await saveAnswers(answers);
}

async function start(root: HTMLElement, signal: AbortSignal) {
  const [answers, { settings, forced }] = await Promise.all([loadAnswers(), loadSettings()]);
  const initial = { answers, mode: settings.mode, forced: forced.includes('mode') };
  renderSpoken(<WelcomeView initial={initial} save={save} />, root, signal);
}

startPage(start);
