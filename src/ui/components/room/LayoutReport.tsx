// What Roomtone makes of the page, for people to paste into a report.
import { useState } from 'preact/hooks';
import { useT } from '../common/context.ts';

/** @param describe asks the page; '' when it does not answer. */
export function LayoutReport({ describe }: { describe: () => Promise<string> }) {
  const t = useT();
  const [text, setText] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  if (text === null)
    return (
      <button type="button" class="plain ask-report" onClick={() => void describe().then(setText)}>
        {t('reportLayout')}
      </button>
    );
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <section class="report">
      <h2>{t('reportLayout')}</h2>
      <p>{t('reportLayoutHint')}</p>
      <textarea readOnly rows={12} aria-label={t('reportLayout')} value={text} />
      <p class="buttons">
        <button type="button" class="button" onClick={copy}>
          {copied ? t('copied') : t('copy')}
        </button>
        <button type="button" class="button" onClick={() => setText(null)}>
          {t('close')}
        </button>
      </p>
    </section>
  );
}
