// A notice to the others in the call, ready to paste into its chat, in the call's language.
import { useEffect, useState } from 'preact/hooks';
import { type Mode, noticeKey } from '../../../call/consent/policy.ts';
import { LANGUAGES, type Language } from '../../../call/settings.ts';
import { catalogueFor, directionOf, LANGUAGE_NAMES, tagOf } from '../../../i18n/languages.ts';
import type { T } from '../../../i18n/t.ts';
import { useLocale, useT } from '../common/context.ts';

interface Props {
  mode: Mode;
  /** The call page's, as BCP 47; '' when it does not tell. */
  pageLanguage: string;
  translation: (language: Language) => Promise<T>;
  copy: (text: string) => Promise<void>;
}

export function TellOthers({ mode, pageLanguage, translation, copy }: Props) {
  const t = useT();
  const locale = useLocale();
  const key = noticeKey(mode);
  const [language, setLanguage] = useState<Language | null>(null);
  const [text, setText] = useState('');
  const [copied, setCopied] = useState(false);
  const chosen = language ?? catalogueFor(pageLanguage || locale);
  useEffect(() => {
    let current = true;
    setCopied(false);
    if (key) void translation(chosen).then((other) => current && setText(other(key)));
    return () => {
      current = false;
    };
  }, [key, chosen, translation]);
  if (!key) return null;
  return (
    <details class="tell">
      <summary>{t('noticeTitle')}</summary>
      <p class="hint">{t('noticeHint')}</p>
      <blockquote lang={tagOf(chosen)} dir={directionOf(tagOf(chosen))}>
        {text}
      </blockquote>
      <p class="buttons">
        <button type="button" class="button" onClick={() => void copy(text).then(() => setCopied(true))}>
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
