// The start, drawn with the same ten dots: they fill while the engine and its models load.

import type { Snapshot } from '../../../call/snapshot.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { layoutDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';

type Step = NonNullable<Snapshot['progress']>['step'];
const STEPS = ['engine', 'detector', 'expression', 'warm-up'] as const satisfies readonly Step[];
const WORDS: Record<Step, MessageKey> = {
  engine: 'stepEngine',
  detector: 'stepDetector',
  expression: 'stepExpression',
  'warm-up': 'stepWarmUp',
};

/** How far of the whole, 0..1: the steps count alike. */
function overall(progress: Snapshot['progress']): number {
  if (!progress) return 0;
  return (STEPS.indexOf(progress.step) + Math.min(1, Math.max(0, progress.done))) / STEPS.length;
}

export function Progress({ progress }: { progress: Snapshot['progress'] }) {
  const t = useT();
  const done = overall(progress);
  const words = progress ? t(WORDS[progress.step]) : t('phaseStarting');
  const { width, height, radius, ring, centres } = layoutDots(1, 312);
  return (
    <section class="room">
      <svg
        class="dots"
        width="100%"
        viewBox={`0 0 ${width} ${height}`}
        role="progressbar"
        aria-label={words}
        aria-valuenow={Math.round(done * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        {centres.map(({ x, y }, i) => (
          <circle
            key={`${x} ${y}`}
            class={i < Math.round(done * 10) ? 'done' : 'say-none'}
            cx={x}
            cy={y}
            r={radius - ring / 2}
            stroke-width={ring}
          />
        ))}
      </svg>
      <h1>{words}…</h1>
      <p class="hint">{t('hintStarting')}</p>
    </section>
  );
}
