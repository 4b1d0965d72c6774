// Ten people as small figures, each coloured by the expression that they would name.
import type { Dot } from '../../../theme/dots.ts';

const PLACES = Array.from({ length: 10 }, (_, i) => ({ x: (i % 5) * 44, y: Math.floor(i / 5) * 56, id: `place ${i}` }));

/** Decoration: the list beneath says the same in words. */
export function Figures({ dots }: { dots: readonly Dot[] }) {
  return (
    <svg class="figures" viewBox="0 0 208 104" aria-hidden="true">
      {PLACES.map(({ x, y, id }, i) => (
        <g key={id} class={`say-${dots[i] ?? 'none'}`} transform={`translate(${x} ${y})`}>
          <circle cx="16" cy="10" r="9" />
          <path d="M1 47V39A15 15 0 0 1 31 39V47z" />
        </g>
      ))}
    </svg>
  );
}
