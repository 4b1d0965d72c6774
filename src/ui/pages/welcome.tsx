// Entry of the page that asks the three questions.
import { WelcomeApp } from '../components/welcome/WelcomeApp.tsx';
import { startPage } from '../state/page.ts';
import { connectWelcome } from '../state/welcome.ts';
import { renderSpoken } from './render.tsx';

startPage((root, until) => {
  const { state, commands } = connectWelcome(until);
  renderSpoken(<WelcomeApp state={state} commands={commands} />, root, until);
});
