// Starts the try-it page, wherever it runs.
import { render } from 'preact';
import { Spoken } from '../components/common/Spoken.tsx';
import { TrialView } from '../components/trial/TrialView.tsx';
import { startPage } from '../state/page.ts';
import type { Platform } from '../state/platform.ts';
import { createTrial } from '../state/trial.ts';

export function startTrial(platform: Platform): void {
  startPage((root, until) => {
    const { state, commands } = createTrial(platform, until);
    // The camera goes off while nobody sees the page.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && state.value.media?.kind === 'camera') commands.stop();
    });
    render(
      <Spoken speech={platform.followSpeech(until)}>
        <TrialView state={state} commands={commands} />
      </Spoken>,
      root,
    );
  });
}
