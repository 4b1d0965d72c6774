// Where one can read how good Roomtone is, what it keeps and what it must not be used for.
import { useLocale, useT } from './context.ts';

/** They are in English, whatever the language is. */
const IN_ENGLISH = [
  ['about.html', 'openCard'],
  ['privacy.html', 'openPrivacy'],
  ['responsible-use.html', 'openResponsible'],
] as const;

/** @param answers also the page of three questions, or what asks them on this page; not where they are asked already. */
export function DocumentLinks({ answers = false }: { answers?: boolean | (() => void) }) {
  const t = useT();
  const isForeign = new Intl.Locale(useLocale()).language !== 'en';
  return (
    <nav aria-label={t('documents')}>
      {IN_ENGLISH.map(([page, key]) => (
        <a key={page} href={page} target="_blank" rel="noreferrer" hreflang="en">
          {t(key)}
        </a>
      ))}
      {isForeign && <span class="in-english">{t('documentsInEnglish')}</span>}
      {answers === true && (
        <a href="welcome.html" target="_blank" rel="noreferrer">
          {t('openAnswers')}
        </a>
      )}
      {typeof answers === 'function' && (
        <button type="button" class="plain" onClick={answers}>
          {t('openAnswers')}
        </button>
      )}
    </nav>
  );
}
