// When the room's mix changed by more than chance.

import type { Moment, Reads } from '../../../call/room/types.ts';
import { momentSentence } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { useTimes } from '../common/times.ts';

/** As many as can be taken in at a glance. */
const SHOWN = 5;

interface Props {
  moments: readonly Moment[];
  /** All of a call, in order and numbered as the signs on its course; otherwise the latest, the newest first. */
  all?: boolean;
  reads?: Reads;
  /** Shows the moment, where there is a video to show it: its time is a button then. */
  show?: (at: number) => void;
}

export function Moments({ moments, all = false, reads = 'expressions', show }: Props) {
  const t = useT();
  const { time, iso } = useTimes();
  const keys =
    reads === 'movements'
      ? (['momentsActsHint', 'momentsActsNone'] as const)
      : (['momentsHint', 'momentsNone'] as const);
  const hint = moments.length > 0 ? keys[0] : keys[1];
  const shown = all ? moments : moments.slice(-SHOWN).reverse();
  return (
    <section class={all ? 'moments all' : 'moments'}>
      <h2>{t('moments')}</h2>
      {all && <p class="note">{t(hint)}</p>}
      <ol>
        {shown.map((moment, i) => (
          <li key={`${moment.at} ${'act' in moment ? moment.act : ''}`} id={all ? `moment-${i + 1}` : undefined}>
            {all && <span class="number">{i + 1}</span>}
            <time dateTime={iso(moment.at)}>
              {show ? (
                <button type="button" aria-label={t('tryMoment', [time(moment.at)])} onClick={() => show(moment.at)}>
                  {time(moment.at)}
                </button>
              ) : (
                time(moment.at)
              )}
            </time>
            {momentSentence(moment, t)}
          </li>
        ))}
      </ol>
    </section>
  );
}
