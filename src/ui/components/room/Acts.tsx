// What people do, where movements alone are read: a sign, a word and a count for each. No dots: a movement is no vote.
import { mostFirst } from '../../../call/room/acts.ts';
import { ACTS, type ActPoint, type RoomSummary } from '../../../call/room/types.ts';
import { actCountWords, actNow, actWord } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { ActGlyph } from '../common/Glyph.tsx';

/** @param most rows at most. */
export function ActFigure({ summary, most = ACTS.length }: { summary: RoomSummary; most?: number }) {
  const t = useT();
  const { acts, seen, group } = summary;
  const shown = mostFirst(acts).slice(0, most);
  if (shown.length === 0) return null;
  return (
    <ul class="acts">
      {shown.map((act) => (
        <li key={act} class="act-row">
          <ActGlyph act={act} size={24} />
          <span class="act-word" aria-hidden="true">
            {actWord(act, t)}
          </span>
          <span class="act-count" aria-hidden="true">
            {group ? '≥ ' : ''}
            <strong>{acts[act]}</strong> / {seen}
          </span>
          <svg class="act-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="ground" width="100" height="4" />
            <rect width={(100 * acts[act]) / Math.max(1, seen)} height="4" />
          </svg>
          <span class="unseen">{actCountWords(actNow(act, summary), t)}</span>
        </li>
      ))}
    </ul>
  );
}

interface Course {
  points: readonly Pick<ActPoint, 'at' | 'acts' | 'seen'>[];
  /** Epoch milliseconds. */
  from: number;
  to: number;
  stepMs: number;
}

const WIDTH = 600;
const ROW = 8;

/** One band for whatever anybody did: the higher, the more of those who were seen. */
export function ActCourse({ points, from, to, stepMs }: Course) {
  const t = useT();
  const done = ACTS.filter((act) => points.some(({ acts }) => acts[act] > 0));
  const x = (at: number) => (WIDTH * Math.max(0, at - from)) / Math.max(1, to - from);
  return (
    <ul class="act-course">
      {done.map((act) => (
        <li key={act} class="act-band">
          <ActGlyph act={act} size={16} />
          <span>{actWord(act, t)}</span>
          <svg
            viewBox={`0 0 ${WIDTH} ${ROW}`}
            preserveAspectRatio="none"
            height={2 * ROW}
            shape-rendering="crispEdges"
            aria-hidden="true"
          >
            {points.map(({ at, acts, seen }) => {
              const [left, right] = [x(at - stepMs), x(at)];
              const height = (ROW * acts[act]) / Math.max(1, seen);
              return (
                <g key={at}>
                  <rect class="ground" x={left} width={Math.max(0.5, right - left)} height={ROW} />
                  <rect x={left} y={ROW - height} width={Math.max(0.5, right - left)} height={height} />
                </g>
              );
            })}
          </svg>
        </li>
      ))}
    </ul>
  );
}
