// What computes: by default whatever was measured to be fastest, else what somebody asks for.
import { BACKENDS, type WantedBackend } from '../engine/types.ts';
import type { Snapshot } from '../session/types.ts';
import { useT } from './context.ts';

const NAMES = { auto: 'chooseAuto', wasm: 'chooseWasm', webgl: 'chooseWebgl', webgpu: 'chooseWebgpu' } as const;
const CHOICES: readonly WantedBackend[] = ['auto', ...BACKENDS];

interface Props {
  snapshot: Snapshot;
  choose: (backend: WantedBackend) => void;
}

export function BackendChoice({ snapshot, choose }: Props) {
  const t = useT();
  return (
    <label class="setting">
      {t('chooseBackend')}
      <select
        value={snapshot.settings.backend}
        onChange={(event) => choose(event.currentTarget.value as WantedBackend)}
      >
        {CHOICES.map((one) => (
          <option key={one} value={one}>
            {t(NAMES[one])}
          </option>
        ))}
      </select>
    </label>
  );
}
