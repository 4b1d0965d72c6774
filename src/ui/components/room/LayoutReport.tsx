// What Roomtone finds on the page, as text for a user to paste into a report.
import { useState } from 'preact/hooks';
import { useT } from '../common/context.ts';

interface Props {
  /** Asks the page; '' when it does not answer. */
  describe: () => Promise<string>;
  copy: (text: string) => Promise<void>;
}

export function LayoutReport({ describe, copy }: Props) {
  const t = useT();
  const [text, setText] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  if (text === null)
    return (
      <button type="button" class="plain ask-report" onClick={() => void describe().then(setText)}>
        {t('reportLayout')}
      </button>
    );
  return (
    <section class="report">
      <h2>{t('reportLayout')}</h2>
      <p>{t('reportLayoutHint')}</p>
      <textarea readOnly rows={12} aria-label={t('reportLayout')} value={text} />
      <p class="buttons">
        <button type="button" class="button" onClick={() => void copy(text).then(() => setCopied(true))}>
          {copied ? t('copied') : t('copy')}
        </button>
        <button type="button" class="button" onClick={() => setText(null)}>
          {t('close')}
        </button>
      </p>
    </section>
  );
}
