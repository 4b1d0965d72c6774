// Where one can read how good Roomtone is, what it keeps and what it must not be used for.
import { useT } from './context.ts';

const PAGES = [
  ['about.html', 'openCard'],
  ['privacy.html', 'openPrivacy'],
  ['responsible-use.html', 'openResponsible'],
] as const;

/** @param answers also the page of three questions, or what asks them on this page; not where they are asked already. */
export function DocumentLinks({ answers = false }: { answers?: boolean | (() => void) }) {
  const t = useT();
  const pages = answers === true ? ([['welcome.html', 'openAnswers'], ...PAGES] as const) : PAGES;
  return (
    <nav aria-label={t('documents')}>
      {typeof answers === 'function' && (
        <button type="button" class="plain" onClick={answers}>
          {t('openAnswers')}
        </button>
      )}
      {pages.map(([page, key]) => (
        <a key={page} href={page} target="_blank" rel="noreferrer">
          {t(key)}
        </a>
      ))}
    </nav>
  );
}
