// What a whole call comes to: for how many minutes of faces each expression stood, and how much could be read at all.

import type { ComponentChildren } from 'preact';
import { type ActTotals, coverageOf, type Totals as Sums } from '../../../call/report/log.ts';
import { EXPRESSIONS } from '../../../engine/types.ts';
import { minutesWords } from '../../../i18n/call-words.ts';
import { STATE_WORDS } from '../../../i18n/expression-words.ts';
import { UNREAD_STATES, wordFor } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { Glyph, StateGlyph } from '../common/Glyph.tsx';

/** The sign of who is not read at somebody's wish, without its stroke. */
function Eye() {
  return (
    <svg class="sign" width={20} height={20} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2.5 8s2-3.8 5.5-3.8S13.5 8 13.5 8s-2 3.8-5.5 3.8S2.5 8 2.5 8zM8 6.6a1.4 1.4 0 1 0 .01 0z" />
    </svg>
  );
}

interface RowProps {
  sign: ComponentChildren;
  word: string;
  ms: number;
  /** What a full bar stands for, milliseconds. */
  of: number;
  /** Class of the bar's colour. */
  colour: string;
}

export function Row({ sign, word, ms, of, colour }: RowProps) {
  const t = useT();
  return (
    <li>
      {sign}
      <span>{word}</span>
      <svg class={colour} height={8} aria-hidden="true">
        <rect width={`${((100 * ms) / Math.max(1, of)).toFixed(1)}%`} height={8} rx={2} />
      </svg>
      <span class="lasted">{minutesWords(ms, t)}</span>
    </li>
  );
}

export function Totals({ totals }: { totals: Sums }) {
  const t = useT();
  const named = EXPRESSIONS.map((dot) => ({ dot, ms: totals.labels[dot] }));
  const looked = [...named.sort((a, b) => b.ms - a.ms), { dot: null, ms: totals.states.unclear }].filter(
    ({ ms }) => ms > 0,
  );
  return (
    <div class="totals">
      <section aria-labelledby="totals-title">
        <h2 id="totals-title">{t('callTotals')}</h2>
        <p class="note">{t('callTotalsHint')}</p>
        <ul class="bars">
          {looked.map(({ dot, ms }) => (
            <Row
              key={dot ?? 'none'}
              sign={<Glyph dot={dot} size={20} />}
              word={wordFor(dot, t)}
              ms={ms}
              of={Math.max(...looked.map((one) => one.ms))}
              colour={`say-${dot ?? 'none'}`}
            />
          ))}
        </ul>
      </section>
      <Coverage totals={totals} />
    </div>
  );
}

/** How much could be read. */
export function Coverage({ totals }: { totals: Sums | ActTotals }) {
  const t = useT();
  const { readMs, ofMs } = coverageOf(totals);
  const isCounted = (state: (typeof UNREAD_STATES)[number]) => !('acts' in totals) || state !== 'turned-away';
  const unread = UNREAD_STATES.filter((state) => totals.states[state] > 0 && isCounted(state));
  const longest = Math.max(readMs, ...unread.map((state) => totals.states[state]));
  const minutes = (ms: number) => Math.round(ms / 60_000);
  return (
    <section aria-labelledby="coverage-title">
      <h2 id="coverage-title">{t('callCoverage')}</h2>
      <p class="note">
        {ofMs < 60_000
          ? t('callCoverageShort')
          : t.counted('callCoverageRead', minutes(ofMs), [minutes(readMs), minutes(ofMs)])}
      </p>
      <ul class="bars">
        <Row sign={<Eye />} word={t('couldBeRead')} ms={readMs} of={longest} colour="read" />
        {unread.map((state) => (
          <Row
            key={state}
            sign={<StateGlyph state={state} size={20} />}
            word={t(STATE_WORDS[state])}
            ms={totals.states[state]}
            of={longest}
            colour="unread-bar"
          />
        ))}
      </ul>
    </section>
  );
}
