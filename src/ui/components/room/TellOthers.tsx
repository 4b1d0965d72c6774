// A notice to the others in the call, ready to paste into its chat, in the call's language.
import { useEffect, useState } from 'preact/hooks';
import { type Mode, noticeKey } from '../../../call/consent/policy.ts';
import { LANGUAGES, type Language } from '../../../call/settings.ts';
import { catalogueFor, LANGUAGE_NAMES, tagOf } from '../../../i18n/languages.ts';
import type { T } from '../../../i18n/t.ts';
import { useT } from '../common/context.ts';

interface Props {
  mode: Mode;
  /** The call page's, as BCP 47; '' when it does not tell. */
  pageLanguage: string;
  translation: (language: Language) => Promise<T>;
}

export function TellOthers({ mode, pageLanguage, translation }: Props) {
  const t = useT();
  const key = noticeKey(mode);
  const [language, setLanguage] = useState<Language | null>(null);
  const [text, setText] = useState('');
  const [copied, setCopied] = useState(false);
  const chosen = language ?? catalogueFor(pageLanguage || document.documentElement.lang);
  useEffect(() => {
    let current = true;
    setCopied(false);
    if (key) void translation(chosen).then((other) => current && setText(other(key)));
    return () => {
      current = false;
    };
  }, [key, chosen, translation]);
  if (!key) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <details class="tell">
      <summary>{t('noticeTitle')}</summary>
      <p class="hint">{t('noticeHint')}</p>
      <blockquote lang={tagOf(chosen)}>{text}</blockquote>
      <p class="buttons">
        <button type="button" class="button" onClick={copy}>
          {copied ? t('copied') : t('copy')}
        </button>
        <select
          aria-label={t('noticeLanguage')}
          value={chosen}
          onChange={(event) => setLanguage(event.currentTarget.value as Language)}
        >
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </select>
      </p>
    </details>
  );
}
