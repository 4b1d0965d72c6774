// One of a few, with its name before it; what an organisation has set is shown and cannot be changed.
import { useT } from './context.ts';

interface Props<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; text: string }[];
  forced?: boolean;
  choose: (value: V) => void;
}

export function Choice<V extends string>({ label, value, options, forced = false, choose }: Props<V>) {
  const t = useT();
  return (
    <label class="setting">
      <span>
        {label}
        {forced && <small>{t('forcedHint')}</small>}
      </span>
      <select value={value} disabled={forced} onChange={(event) => choose(event.currentTarget.value as V)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
