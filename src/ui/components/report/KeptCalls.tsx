// Calls that were kept: whether to keep them, for how long, and a way out for each and for all.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Loaded, RETENTIONS, type Settings } from '../../../call/settings.ts';
import { minutesWords } from '../../../i18n/call-words.ts';
import { useT } from '../common/context.ts';
import type { ReportCommands, ReportState } from '../common/report-link.ts';
import { Switch } from '../common/Switch.tsx';
import { useTimes } from '../common/times.ts';

interface Props {
  kept: ReportState['kept'];
  loaded: Loaded;
  /** The id of the call that is shown above. */
  shown: string | null;
  commands: ReportCommands;
}

/** In two steps, and the first thing at hand in the second is to leave it. */
function DeleteAll({ count, removeAll }: { count: number; removeAll: () => void }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const leave = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) leave.current?.focus();
  }, [asked]);
  if (!asked)
    return (
      <button type="button" class="button" onClick={() => setAsked(true)}>
        {t('keptDeleteAll')}
      </button>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a short way to the button within
    <div class="sure" onKeyDown={(event) => event.key === 'Escape' && setAsked(false)}>
      <p role="alert">{t.counted('keptDeleteSure', count)}</p>
      <div class="buttons">
        <button type="button" class="button" ref={leave} onClick={() => setAsked(false)}>
          {t('keptDoNot')}
        </button>
        <button type="button" class="button" onClick={removeAll}>
          {t('keptDeleteAll')}
        </button>
      </div>
    </div>
  );
}

export function KeptCalls({ kept, loaded: { settings, forced }, shown, commands }: Props) {
  const t = useT();
  const { dateTime } = useTimes();
  const title = useRef<HTMLHeadingElement>(null);
  const isForced = (key: keyof Settings) => forced.includes(key);
  // The button that was pressed is gone; the keyboard goes on from here.
  const leaveFor = (act: () => void) => () => {
    act();
    title.current?.focus();
  };
  const kilobytes = Math.ceil(kept.reduce((sum, { bytes }) => sum + bytes, 0) / 1024);
  return (
    <section class="kept" aria-labelledby="kept-title">
      <h2 id="kept-title" tabIndex={-1} ref={title}>
        {t('keptCalls')}
      </h2>
      <div class="choice">
        <span aria-hidden="true">
          {t('keepSwitch')}
          {isForced('history') && <small>{t('setByOrganisation')}</small>}
        </span>
        <Switch
          small
          label={[t('keepSwitch'), ...(isForced('history') ? [t('setByOrganisation')] : [])].join(
            t('sentenceSeparator'),
          )}
          checked={settings.history}
          disabled={isForced('history')}
          onChange={(history) => commands.changeSettings({ history })}
        />
      </div>
      <p class="note">{t('keepSwitchHint')}</p>
      {settings.history && (
        <label class="choice">
          <span>
            {t('keepWhile')}
            {isForced('retentionDays') && <small>{t('setByOrganisation')}</small>}
          </span>
          <select
            value={settings.retentionDays}
            disabled={isForced('retentionDays')}
            onChange={({ currentTarget: { value } }) => {
              const retentionDays = RETENTIONS.find((days) => days === Number(value));
              if (retentionDays !== undefined) commands.changeSettings({ retentionDays });
            }}
          >
            {RETENTIONS.map((days) => (
              <option key={days} value={days}>
                {days === 0 ? t('keepForever') : t.counted('keepDays', days)}
              </option>
            ))}
          </select>
        </label>
      )}
      {kept.length === 0 && settings.history && <p class="none">{t('keptNone')}</p>}
      {kept.length > 0 && (
        <>
          <ul>
            {kept.map(({ id, platform, startedAt, endedAt }) => (
              <li key={id}>
                <a href={`report.html?call=${id}`} aria-current={id === shown ? 'page' : undefined}>
                  <span class="when">{dateTime(startedAt)}</span>
                  <span class="what">
                    {[minutesWords(endedAt - startedAt, t), platform].filter(Boolean).join(' · ')}
                  </span>
                </a>
                <button
                  type="button"
                  class="plain"
                  aria-label={t('keptDeleteOf', [dateTime(startedAt)])}
                  onClick={leaveFor(() => commands.remove(id))}
                >
                  {t('keptDelete')}
                </button>
              </li>
            ))}
          </ul>
          <div class="kept-foot">
            <p class="note">{t('keptSize', [kilobytes])}</p>
            <DeleteAll count={kept.length} removeAll={leaveFor(() => commands.removeAll())} />
          </div>
        </>
      )}
    </section>
  );
}
