// Entry of the try-it page.

import { TrialView } from '../components/trial/TrialView.tsx';
import { renderSpoken, startPage } from '../state/speak.tsx';
import { createTrial } from '../state/trial.ts';

startPage((root, signal) => {
  const trial = createTrial(signal);
  // A page that nobody sees has no business with the camera.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && trial.state.value.media?.kind === 'camera') trial.stop();
  });
  renderSpoken(<TrialView state={trial.state} trial={trial} />, root, signal);
});
