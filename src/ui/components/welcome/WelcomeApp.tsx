// The page of three questions in each of its states.
import type { ReadonlySignal } from '@preact/signals';
import { Header } from '../common/Header.tsx';
import { StorageFailure } from '../common/StorageFailure.tsx';
import type { WelcomeCommands, WelcomeState } from '../common/welcome-link.ts';
import { WelcomeView } from './WelcomeView.tsx';

interface Props {
  state: ReadonlySignal<WelcomeState | 'failed' | null>;
  commands: WelcomeCommands;
}

export function WelcomeApp({ state, commands }: Props) {
  const now = state.value;
  if (now === 'failed')
    return (
      <div class="welcome-page">
        <Header />
        <main>
          <StorageFailure tryAgain={commands.tryAgain} />
        </main>
      </div>
    );
  return now && <WelcomeView initial={now} save={commands.save} />;
}
