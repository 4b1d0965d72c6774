// The settings page in each of its states.
import type { ReadonlySignal } from '@preact/signals';
import { Header } from '../common/Header.tsx';
import { StorageFailure } from '../common/StorageFailure.tsx';
import type { SettingsCommands, SettingsState } from '../common/settings-link.ts';
import { SettingsView } from './SettingsView.tsx';

interface Props {
  state: ReadonlySignal<SettingsState>;
  commands: SettingsCommands;
}

export function SettingsApp({ state, commands }: Props) {
  const { loaded, isFailed, ...more } = state.value;
  if (isFailed)
    return (
      <div class="settings-page">
        <Header />
        <main>
          <StorageFailure tryAgain={commands.tryAgain} />
        </main>
      </div>
    );
  return loaded && <SettingsView loaded={loaded} {...more} {...commands} />;
}
