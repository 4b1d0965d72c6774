// Entry of the page that asks the three questions.
import { loadAnswers, saveAnswers } from '../../storage/answers.ts';
import type { Answers } from '../../call/consent/answers.ts';
import type { Mode } from '../../call/consent/policy.ts';
import { loadSettings, saveSettings } from '../../storage/settings.ts';
import { renderSpoken, startPage } from '../state/speak.tsx';
import { WelcomeView } from '../components/welcome/WelcomeView.tsx';

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
