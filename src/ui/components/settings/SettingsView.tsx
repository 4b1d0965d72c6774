// The settings page: everything that can be set, each with what it does, and which of it an organisation has set.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { shown as measured } from '../../../../models/expression/evaluation.json';
import { maySpeakOfIndividuals, readIn } from '../../../call/consent/policy.ts';
import { dotsFor } from '../../../call/room/dots.ts';
import {
  BADGE_STYLES,
  CLASSES,
  DEFAULT_SETTINGS,
  GROUP_LEASTS,
  LANGUAGES,
  type Loaded,
  MODES,
  RETENTIONS,
  type Settings,
} from '../../../call/settings.ts';
import { BACKENDS, type Expression } from '../../../engine/types.ts';
import { catalogueFor, LANGUAGE_NAMES, tagOf } from '../../../i18n/languages.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { wordFor } from '../../../i18n/words.ts';
import { useLocale, useT } from '../common/context.ts';
import { DocumentLinks } from '../common/DocumentLinks.tsx';
import { Glyph } from '../common/Glyph.tsx';
import { Header } from '../common/Header.tsx';
import { Switch } from '../common/Switch.tsx';
import type { SettingsCommands, SettingsState } from '../common/settings-link.ts';
import { BACKEND_WORDS, MODE_WORDS } from '../common/settings-words.ts';
import { BadgeExamples } from './BadgeExamples.tsx';
import { BlockedNames } from './BlockedNames.tsx';
import { Slider, stepsWith } from './Slider.tsx';

interface Props extends Omit<SettingsState, 'loaded' | 'isFailed'>, Omit<SettingsCommands, 'tryAgain'> {
  loaded: Loaded;
}

const STYLE_WORDS = {
  word: 'badgeStyleWord',
  emoji: 'badgeStyleEmoji',
  dots: 'badgeStyleDots',
} as const satisfies Record<Settings['badgeStyle'], MessageKey>;
const CLASSES_WORDS = { seven: 'classesSeven', four: 'classesFour' } as const satisfies Record<
  Settings['classes'],
  MessageKey
>;
/** In the order in which they are listed. */
const COMMANDS: readonly (readonly [string, MessageKey])[] = [
  ['toggle-reading', 'commandReading'],
  ['toggle-badges', 'commandBadges'],
  ['open-panel', 'commandPanel'],
  ['_execute_action', 'commandPopup'],
];

const hundredths = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => (from + i * step) / 100);
/** Left to right: from reading least to reading most, from quick to calm, from saying most to saying least. */
const STEPS = {
  share: hundredths(5, 100, 5),
  paceMs: [5000, 3000, 2000, 1000, 500, 250, 160, 100],
  smoothingMs: [200, 400, 600, 900, 1500, 2500, 5000],
  // One dot a step.
  unclearBelow: hundredths(20, 90, 10),
} as const satisfies Partial<Record<keyof Settings, readonly number[]>>;
type Sliding = keyof typeof STEPS;

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="settings-section">
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}

/** One of a few, all in view. */
function Choices<V extends string>(props: {
  name: keyof Settings;
  label: string;
  /** Where the section's title says the same. */
  hideLabel?: boolean;
  value: V;
  options: readonly { value: V; text: string; hint?: ComponentChildren; disabled?: boolean }[];
  forced: boolean;
  choose: (value: V) => void;
}) {
  const { name, label, hideLabel = false, value, options, forced, choose } = props;
  return (
    <fieldset class="field" disabled={forced}>
      <legend class={hideLabel ? 'unseen' : undefined}>{label}</legend>
      {forced && <Forced />}
      {options.map((option) => (
        <label key={option.value} class="option-row">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => choose(option.value)}
          />
          <span>
            {option.text}
            {option.hint && <small>{option.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Forced({ id }: { id?: string }) {
  const t = useT();
  return (
    <p class="forced" id={id}>
      {t('setByOrganisation')}
    </p>
  );
}

function Select<V extends string | number>(props: {
  id: keyof Settings;
  label: string;
  /** Where the section's title says the same. */
  hideLabel?: boolean;
  hint?: string;
  value: V;
  options: readonly { value: V; text: string; lang?: string | undefined }[];
  forced: boolean;
  disabled?: boolean;
  choose: (value: V) => void;
}) {
  const { id, label, hideLabel = false, hint, value, options, forced, disabled = false, choose } = props;
  return (
    <div class="field">
      <div class="line">
        <label for={id} class={hideLabel ? 'unseen' : undefined}>
          {label}
        </label>
        <select
          id={id}
          value={value}
          disabled={forced || disabled}
          aria-describedby={hint || forced ? `${id}-hint` : undefined}
          onChange={({ currentTarget }) => {
            const chosen = options.find((option) => String(option.value) === currentTarget.value);
            if (chosen) choose(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.text}
            </option>
          ))}
        </select>
      </div>
      {forced ? (
        <Forced id={`${id}-hint`} />
      ) : (
        hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

function Toggle(props: {
  id: keyof Settings;
  label: string;
  hint?: string | undefined;
  checked: boolean;
  forced: boolean;
  onChange: (checked: boolean) => void;
}) {
  const { id, label, hint, checked, forced, onChange } = props;
  const t = useT();
  return (
    <div class="field">
      <div class="line">
        <span aria-hidden="true">{label}</span>
        <Switch
          label={forced ? [label, t('setByOrganisation')].join(t('sentenceSeparator')) : label}
          checked={checked}
          disabled={forced}
          onChange={onChange}
        />
      </div>
      {forced ? <Forced id={`${id}-hint`} /> : hint && <p class="hint">{hint}</p>}
    </div>
  );
}

/** Of 100 faces of the model's test, how many got a word at this threshold; of 100 words, how many were the picture's label. */
function figuresAt(threshold: number): [number, number] {
  const needed = dotsFor(threshold);
  const point = measured.coverage.find((one) => dotsFor(one.threshold) === needed);
  const [coverage, accuracy] = [point?.coverage ?? 0, point?.accuracy ?? 0];
  return [Math.round(100 * coverage), Math.round(100 * accuracy)];
}

function Classes({ expressions }: { expressions: readonly Expression[] }) {
  const t = useT();
  return (
    <span class="classes">
      {expressions.map((expression) => (
        <span key={expression}>
          <Glyph dot={expression} size={16} /> {wordFor(expression, t)}
        </span>
      ))}
    </span>
  );
}

export function SettingsView(props: Props) {
  const { loaded, outcome, browserLanguage, shortcuts, offers, blockedNames, change, reset, undo, openShortcuts } =
    props;
  const t = useT();
  const locale = useLocale();
  const resetButton = useRef<HTMLButtonElement>(null);
  const [dragged, setDragged] = useState<Partial<Settings>>({});
  const settings = { ...loaded.settings, ...dragged };
  const isOfLooks = readIn(settings.mode) === 'expressions';
  const isForced = (key: keyof Settings) => loaded.forced.includes(key);
  const percent = (share: number) => new Intl.NumberFormat(locale, { style: 'percent' }).format(share);

  const paceWords = (ms: number) =>
    ms < 1000
      ? t.counted('paceTimes', Math.round(1000 / ms))
      : ms === 1000
        ? t('paceOnce')
        : t.counted('paceEvery', ms / 1000);

  const slider = (key: Sliding, label: string, hint: string, ends: [string, string], say: (v: number) => string) => (
    <div class="field">
      <div class="line">
        <label for={key}>{label}</label>
        {key !== 'unclearBelow' && <output for={key}>{say(settings[key])}</output>}
      </div>
      <Slider
        id={key}
        values={stepsWith(STEPS[key], DEFAULT_SETTINGS[key], loaded.settings[key])}
        value={settings[key]}
        say={say}
        ends={ends}
        disabled={isForced(key)}
        describedBy={isForced(key) || hint ? `${key}-hint` : undefined}
        onDrag={(value) => setDragged({ [key]: value })}
        onChange={(value) => {
          setDragged({});
          change({ [key]: value });
        }}
      />
      {isForced(key) ? (
        <Forced id={`${key}-hint`} />
      ) : (
        hint && (
          <p class="hint" id={`${key}-hint`}>
            {hint}
          </p>
        )
      )}
    </div>
  );

  return (
    <div class="settings-page">
      <Header />
      <main>
        <h1>{t('settings')}</h1>
        {loaded.disabled && (
          <p class="banner" role="status">
            {t('phaseDisabled')}
          </p>
        )}

        <Section title={t('settingsMode')}>
          <Choices
            name="mode"
            label={t('settingsMode')}
            hideLabel
            value={offers.some(({ mode, offered }) => offered && mode === settings.mode) ? settings.mode : 'self'}
            options={MODES.map((mode) => {
              const offer = offers.find((one) => one.mode === mode);
              const isOffered = offer?.offered ?? false;
              return {
                value: mode,
                text: t(MODE_WORDS[mode][0]),
                hint: t(isOffered ? MODE_WORDS[mode][1] : (offer?.reason ?? 'phaseSetup')),
                disabled: !isOffered,
              };
            })}
            forced={isForced('mode')}
            choose={(mode) => change({ mode })}
          />
          {!maySpeakOfIndividuals(settings.mode) && (
            <Select
              id="groupLeast"
              label={t('groupLeast')}
              hint={t('groupLeastHint')}
              value={settings.groupLeast}
              options={GROUP_LEASTS.map((least) => ({ value: least, text: String(least) }))}
              forced={isForced('groupLeast')}
              choose={(groupLeast) => change({ groupLeast })}
            />
          )}
        </Section>

        <Section title={t('settingsBadges')}>
          {isOfLooks && <BadgeExamples settings={settings} />}
          <Toggle
            id="badges"
            label={t('switchBadges')}
            hint={maySpeakOfIndividuals(settings.mode) ? undefined : t('badgesInGroup')}
            checked={settings.badges}
            forced={isForced('badges')}
            onChange={(badges) => change({ badges })}
          />
          {isOfLooks && (
            <>
              <Choices
                name="badgeStyle"
                label={t('badgeStyle')}
                value={settings.badgeStyle}
                options={BADGE_STYLES.map((style) => ({ value: style, text: t(STYLE_WORDS[style]) }))}
                forced={isForced('badgeStyle')}
                choose={(badgeStyle) => change({ badgeStyle })}
              />
              {slider(
                'unclearBelow',
                t('unclearBelow'),
                t('unclearFigures', figuresAt(settings.unclearBelow)),
                [t('unclearLow'), t('unclearHigh')],
                (value) => t('unclearFigures', figuresAt(value)),
              )}
              <Choices
                name="classes"
                label={t('classes')}
                value={settings.classes}
                options={(Object.keys(CLASSES) as Settings['classes'][]).map((value) => ({
                  value,
                  text: t(CLASSES_WORDS[value]),
                  hint: <Classes expressions={CLASSES[value]} />,
                }))}
                forced={isForced('classes')}
                choose={(classes) => change({ classes })}
              />
              <p class="hint">{t('classesHint')}</p>
            </>
          )}
        </Section>

        <Section title={t('settingsPace')}>
          {slider('paceMs', t('pace'), t('paceHint'), [paceWords(5000), paceWords(100)], paceWords)}
          {slider('share', t('share'), t('shareHint'), [percent(0.05), percent(1)], percent)}
          {slider('smoothingMs', t('smoothing'), '', [t('smoothingLow'), t('smoothingHigh')], (ms) =>
            t('smoothingValue', [ms / 1000]),
          )}
          <Select
            id="backend"
            label={t('chooseBackend')}
            hint={t('backendHint')}
            value={settings.backend}
            options={(['auto', ...BACKENDS] as const).map((one) => ({ value: one, text: t(BACKEND_WORDS[one]) }))}
            forced={isForced('backend')}
            choose={(backend) => change({ backend })}
          />
        </Section>

        <Section title={t('settingsAfter')}>
          <Toggle
            id="history"
            label={t('keepSwitch')}
            hint={t('keepSwitchHint')}
            checked={settings.history}
            forced={isForced('history')}
            onChange={(history) => change({ history })}
          />
          <Select
            id="retentionDays"
            label={t('keepWhile')}
            value={settings.retentionDays}
            options={RETENTIONS.map((days) => ({
              value: days,
              text: days === 0 ? t('keepForever') : t.counted('keepDays', days),
            }))}
            forced={isForced('retentionDays')}
            disabled={!settings.history}
            choose={(retentionDays) => change({ retentionDays })}
          />
        </Section>

        <Section title={t('settingsLanguage')}>
          <Select
            id="language"
            label={t('settingsLanguage')}
            hideLabel
            value={settings.language}
            options={[
              {
                value: 'auto' as const,
                text: t('languageAuto', [LANGUAGE_NAMES[catalogueFor(browserLanguage)]]),
              },
              ...LANGUAGES.map((one) => ({ value: one, text: LANGUAGE_NAMES[one], lang: tagOf(one) })),
            ]}
            forced={isForced('language')}
            choose={(language) => change({ language })}
          />
        </Section>

        <Section title={t('blockedTitle')}>
          <BlockedNames names={blockedNames} unblock={props.unblock} />
        </Section>

        {shortcuts.length > 0 && (
          <Section title={t('settingsKeys')}>
            <dl class="keys">
              {COMMANDS.map(([name, word]) => {
                const keys = shortcuts.find((one) => one.name === name)?.keys;
                return (
                  <div key={name}>
                    <dt>{t(word)}</dt>
                    <dd>{keys ? <kbd>{keys}</kbd> : t('keyNone')}</dd>
                  </div>
                );
              })}
            </dl>
            {shortcuts.some(({ keys }) => keys === '') && (
              <p class="hint">{t('keysMissing', [props.shortcutsAddress])}</p>
            )}
            {openShortcuts && (
              <button type="button" class="button" onClick={() => openShortcuts()}>
                {t('changeKeys')}
              </button>
            )}
          </Section>
        )}

        <div class="reset">
          <button ref={resetButton} type="button" class="button" onClick={() => reset()}>
            {t('resetSettings')}
          </button>
        </div>
      </main>
      <footer>
        <p>{t('modeLocal')}</p>
        <DocumentLinks answers />
      </footer>
      <div class="outcome" role="status">
        {outcome && (
          <p>
            {t(outcome)}
            {outcome === 'resetDone' && (
              <button
                type="button"
                class="button"
                onClick={() => {
                  // This button goes with its sentence; the focus is not to go with them.
                  resetButton.current?.focus();
                  undo();
                }}
              >
                {t('undo')}
              </button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}
