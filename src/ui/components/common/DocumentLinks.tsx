// Where one can read how good Roomtone is, what it keeps and what it must not be used for.
import { useT } from './context.ts';

const PAGES = [
  ['about.html', 'openCard'],
  ['privacy.html', 'openPrivacy'],
  ['responsible-use.html', 'openResponsible'],
] as const;

/** @param answers also the page of three questions; not on that page itself. */
export function DocumentLinks({ answers = false }: { answers?: boolean }) {
  const t = useT();
  const pages = answers ? ([['welcome.html', 'openAnswers'], ...PAGES] as const) : PAGES;
  return (
    <nav aria-label={t('documents')}>
      {pages.map(([page, key]) => (
        <a key={page} href={page} target="_blank" rel="noreferrer">
          {t(key)}
        </a>
      ))}
    </nav>
  );
}
