// What one changes during a call: badges, who is spoken of, how often is looked, what computes. Everything else is on the settings page.

import { maySpeakOfIndividuals } from '../../../call/consent/policy.ts';
import { DEFAULT_SETTINGS, MODES, type Settings } from '../../../call/settings.ts';
import type { Snapshot } from '../../../call/snapshot.ts';
import { BACKENDS } from '../../../engine/types.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { Choice } from '../common/Choice.tsx';
import { useT } from '../common/context.ts';
import type { Commands } from '../common/link.ts';
import { Switch } from '../common/Switch.tsx';
import { BACKEND_WORDS, MODE_WORDS } from '../common/settings-words.ts';

/** Milliseconds between looks. */
const PACES: readonly (readonly [number, MessageKey])[] = [
  [DEFAULT_SETTINGS.paceMs, 'paceFast'],
  [1000, 'paceSecond'],
  [3000, 'paceSlow'],
];

interface Props {
  snapshot: Snapshot;
  commands: Commands;
}

export function Controls({ snapshot, commands }: Props) {
  const t = useT();
  const { settings, forced } = snapshot;
  const isForced = (key: keyof Settings) => forced.includes(key);
  const change = (part: Partial<Settings>) => commands.changeSettings(part);
  const paces = PACES.map(([ms, key]) => ({ value: String(ms), text: t(key) }));
  // One chosen on the settings page is none of these three.
  if (!paces.some(({ value }) => value === String(settings.paceMs)))
    paces.push({ value: String(settings.paceMs), text: t('statPace', [settings.paceMs / 1000]) });
  return (
    <section class="controls" aria-label={t('controls')}>
      {maySpeakOfIndividuals(settings.mode) && (
        <div class="setting">
          <span aria-hidden="true">{t('switchBadges')}</span>
          <Switch
            small
            label={t('switchBadges')}
            checked={settings.badges}
            disabled={isForced('badges')}
            onChange={(badges) => change({ badges })}
          />
        </div>
      )}
      <Choice
        label={t('chooseMode')}
        value={settings.mode}
        options={MODES.filter((mode) => snapshot.offered.includes(mode)).map((mode) => ({
          value: mode,
          text: t(MODE_WORDS[mode][0]),
        }))}
        forced={isForced('mode')}
        choose={(mode) => change({ mode })}
      />
      <Choice
        label={t('choosePace')}
        value={String(settings.paceMs)}
        options={paces}
        forced={isForced('paceMs')}
        choose={(ms) => change({ paceMs: Number(ms) })}
      />
      <Choice
        label={t('chooseBackend')}
        value={settings.backend}
        options={(['auto', ...BACKENDS] as const).map((one) => ({ value: one, text: t(BACKEND_WORDS[one]) }))}
        forced={isForced('backend')}
        choose={(backend) => change({ backend })}
      />
    </section>
  );
}
