// The names that are not to be read in any call, each with the way back.
import { useT } from '../common/context.ts';

interface Props {
  names: readonly string[];
  remove: (name: string) => void;
}

export function LeftOutNames({ names, remove }: Props) {
  const t = useT();
  return (
    <div class="left-out">
      <p class="hint">{t(names.length > 0 ? 'leftOutHint' : 'leftOutNone')}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <span>{name}</span>
            <button
              type="button"
              class="plain"
              aria-label={t('leftOutRemoveName', [name])}
              onClick={() => remove(name)}
            >
              {t('leftOutRemove')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
