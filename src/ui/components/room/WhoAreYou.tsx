// Asks which participant is oneself, while only oneself may be read and the site does not say who that is.
import type { SelfCandidate } from '../../../call/snapshot.ts';
import { useT } from '../common/context.ts';
import { Name } from '../common/Name.tsx';
import { Notice } from '../common/Notice.tsx';

interface Props {
  /** In the page's order. */
  candidates: readonly SelfCandidate[];
  setSelf: (id: string) => void;
}

/** The page's suggestion comes first; everybody without a name keeps the number of their place on the page. */
export function WhoAreYou({ candidates, setSelf }: Props) {
  const t = useT();
  if (candidates.length === 0) return <Notice text={t('selfNone')} hint={t('selfNoneHint')} />;
  const numbered = candidates.map((candidate, i) => ({
    ...candidate,
    label: candidate.name || t('participant', [i + 1]),
  }));
  const ordered = numbered.toSorted((a, b) => Number(b.isHinted) - Number(a.isHinted));
  return (
    <Notice text={t('selfAsk')} hint={t('selfAskHint')}>
      <ul class="candidates" aria-label={t('selfAsk')}>
        {ordered.map(({ id, label, isHinted }) => (
          <li key={id}>
            <button type="button" class="candidate" onClick={() => setSelf(id)}>
              <Name class="candidate-name" of={label} />
              {isHinted && <small>{t('selfHinted')}</small>}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
