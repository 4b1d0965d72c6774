// The names of people who are not read in any call, each with the way back.
import { useT } from '../common/context.ts';
import { Name } from '../common/Name.tsx';

interface Props {
  names: readonly string[];
  unblock: (name: string) => void;
}

export function BlockedNames({ names, unblock }: Props) {
  const t = useT();
  return (
    <div class="blocked-names">
      <p class="hint">{t(names.length > 0 ? 'blockedHint' : 'blockedNone')}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <Name of={name} />
            <button
              type="button"
              class="plain"
              aria-label={t('blockedRemoveName', [name])}
              onClick={() => unblock(name)}
            >
              {t('blockedRemove')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
