// Mood and liveliness of the room with their spread: two short lines, a dot for the middle, a bar for half of the people.

import type { RoomSummary, Spread } from '../../../call/room/types.ts';
import { type Scale, scaleKeys, scaleWords } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { useSettled } from '../common/settled.ts';

const WIDTH = 160;
const HEIGHT = 12;
const INSET = 6;
/** Ends of the lines; liveliness beyond a half is rare. */
const ENDS: Record<Scale, readonly [number, number]> = { mood: [-1, 1], liveliness: [0, 0.5] };

function place(scale: Scale, value: number): number {
  const [low, high] = ENDS[scale];
  return INSET + (WIDTH - 2 * INSET) * Math.min(1, Math.max(0, (value - low) / (high - low)));
}

function ScaleLine({ scale, spread }: { scale: Scale; spread: Spread }) {
  const t = useT();
  const words = useSettled(scaleWords(scale, spread, t), 2000);
  const { title, low, high } = scaleKeys(scale);
  const [from, middle, to] = [spread.low, spread.median, spread.high].map((value) => place(scale, value)) as [
    number,
    number,
    number,
  ];
  return (
    <div class="scale" role="img" aria-label={words} title={words}>
      <span class="scale-title">{t(title)}</span>
      <span>{t(low)}</span>
      <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line class="scale-line" x1={INSET} x2={WIDTH - INSET} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <line class="scale-bar" x1={from} x2={to} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <circle cx={middle} cy={HEIGHT / 2} r={4} />
      </svg>
      <span>{t(high)}</span>
    </div>
  );
}

export function Scales({ summary: { valence, liveliness } }: { summary: RoomSummary }) {
  const t = useT();
  if (!valence) return null;
  return (
    <section class="scales">
      <ScaleLine scale="mood" spread={valence} />
      {liveliness && <ScaleLine scale="liveliness" spread={liveliness} />}
      <p class="hint">{t('scaleHint')}</p>
    </section>
  );
}
