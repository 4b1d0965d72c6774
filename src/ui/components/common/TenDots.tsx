// Ten dots: what ten people would say, in a person's row or for the whole room.

import { dotsWords } from '../../../i18n/words.ts';
import { type Dot, layoutDots } from '../../../theme/dots.ts';
import { useT } from './context.ts';

interface Props {
  dots: readonly Dot[];
  /** Pixels, or the parent's whole width. */
  width: number | 'full';
  rows?: 1 | 2;
  /** False where the same is said in words right beside. */
  spoken?: boolean;
}

export function TenDots({ dots, width, rows = 1, spoken = true }: Props) {
  const t = useT();
  const layout = layoutDots(rows, width === 'full' ? 312 : width);
  return (
    <svg
      class="dots"
      width={width === 'full' ? '100%' : width}
      height={width === 'full' ? undefined : layout.height}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      preserveAspectRatio="xMinYMid"
      role="img"
      aria-label={dotsWords(dots, t)}
      aria-hidden={!spoken}
    >
      {layout.centres.map(({ x, y }, i) => {
        const dot = dots[i] ?? null;
        // One element a place, whatever it shows: so a change of mind cross-fades.
        return (
          <circle
            key={`${x} ${y}`}
            class={`say-${dot ?? 'none'}`}
            cx={x}
            cy={y}
            r={layout.radius - layout.ring / 2}
            stroke-width={layout.ring}
          />
        );
      })}
    </svg>
  );
}
