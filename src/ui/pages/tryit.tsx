// Entry of the try-it page.
import { TrialView } from '../components/trial/TrialView.tsx';
import { startPage } from '../state/page.ts';
import { createTrial } from '../state/trial.ts';
import { renderSpoken } from './render.tsx';

startPage((root, until) => {
  const { state, commands } = createTrial(until);
  // The camera goes off while nobody sees the page.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && state.value.media?.kind === 'camera') commands.stop();
  });
  renderSpoken(<TrialView state={state} commands={commands} />, root, until);
});
