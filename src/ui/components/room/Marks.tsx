// How somebody has looked in the last five minutes, as a ribbon: the newest at the right, gaps where there was no reading.

import { type Mark, MOST_MARKS } from '../../../call/room/types.ts';
import { marksWords } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';

/** As wide together as the ten dots above. */
const PITCH = 3.6;
const HEIGHT = 4;

/** Stretches of the same mark, from and to as numbers of marks. */
function stretches(marks: readonly Mark[]): { mark: Mark; from: number; to: number }[] {
  const found: { mark: Mark; from: number; to: number }[] = [];
  for (const [i, mark] of marks.entries()) {
    const last = found.at(-1);
    if (last && last.mark === mark) last.to = i + 1;
    else found.push({ mark, from: i, to: i + 1 });
  }
  return found;
}

export function Marks({ marks }: { marks: readonly Mark[] }) {
  const t = useT();
  const width = PITCH * MOST_MARKS;
  const empty = MOST_MARKS - marks.length;
  return (
    <svg
      class="marks"
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={marksWords(marks, t)}
    >
      {stretches(marks).map(({ mark, from, to }) =>
        mark === null ? null : (
          <line
            key={from + empty}
            class={`say-${mark === 'unclear' ? 'none' : mark}`}
            x1={(from + empty) * PITCH + 1.8}
            x2={(to + empty) * PITCH - 1.7}
            y1={HEIGHT / 2}
            y2={HEIGHT / 2}
          />
        ),
      )}
    </svg>
  );
}
