// The small faces and signs of the lists, as elements, so that they follow light and dark by CSS alone.

import type { Act } from '../../../call/room/types.ts';
import type { Dot } from '../../../theme/dots.ts';
import { ACT_GLYPHS, EXPRESSION_STYLES, STATE_GLYPHS, UNCLEAR_GLYPH } from '../../../theme/expressions.ts';
import { glyphPath } from '../../../theme/glyph.ts';

/** A dot with a face; null is "unclear", hollow. Decoration: the word stands beside it. */
export function Glyph({ dot, size }: { dot: Dot; size: number }) {
  return (
    <svg class={`glyph say-${dot ?? 'none'}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r={dot === null ? 7.4 : 8} />
      <path d={glyphPath(dot === null ? UNCLEAR_GLYPH : EXPRESSION_STYLES[dot].glyph)} />
    </svg>
  );
}

export function StateGlyph({ state, size }: { state: keyof typeof STATE_GLYPHS; size: number }) {
  return (
    <svg class="sign" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={STATE_GLYPHS[state]} />
    </svg>
  );
}

/** What a face or head does; a point for none. */
export function ActGlyph({ act, size }: { act: Act | null; size: number }) {
  return (
    <svg class="sign act" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={act ? ACT_GLYPHS[act] : 'M8 8h.1'} />
    </svg>
  );
}
