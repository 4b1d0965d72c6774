// When the room's mix changed by more than chance, the newest first.
import { momentSentence } from '../look/words.ts';
import type { Moment } from '../room/types.ts';
import { useT } from './context.ts';

/** As many as can be taken in at a glance. */
const SHOWN = 5;

export function Moments({ moments }: { moments: readonly Moment[] }) {
  const t = useT();
  const time = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: 'short' });
  return (
    <section class="moments">
      <h2>{t('moments')}</h2>
      <ol>
        {moments
          .slice(-SHOWN)
          .reverse()
          .map((moment) => (
            <li key={moment.at}>
              <time dateTime={new Date(moment.at).toISOString()}>{time.format(moment.at)}</time>
              {momentSentence(moment, t)}
            </li>
          ))}
      </ol>
    </section>
  );
}
