// Entry of the try-it page.
import { renderSpoken } from './speak.tsx';
import { TrialView } from './TrialView.tsx';
import { createTrial } from './trial.ts';

const root = document.getElementById('app');
if (root) {
  const page = new AbortController();
  const trial = createTrial(page.signal);
  addEventListener('pagehide', () => page.abort(), { once: true });
  // A page that nobody sees has no business with the camera.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && trial.state.value.media?.kind === 'camera') trial.stop();
  });
  renderSpoken(<TrialView state={trial.state} trial={trial} />, root, page.signal);
}
