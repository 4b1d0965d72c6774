// A glyph is a dot grown large enough to have a face; this builds it as SVG source for the badges.
import type { Act } from '../call/room/types.ts';
import type { Expression } from '../engine/types.ts';
import { ACT_GLYPHS, EXPRESSION_STYLES, type Glyph, STATE_GLYPHS, type Theme, UNCLEAR_GLYPH } from './expressions.ts';
import { SURFACES } from './surfaces.ts';

export const glyphPath = (glyph: Glyph) => `${glyph.brows}${glyph.eyes}${glyph.mouth}`;

interface GlyphOptions {
  size: number;
  theme: Theme;
  /** Ring and strokes of what has no hue. */
  muted?: string;
}

function svg(size: number, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 16 16" fill="none" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${inside}</svg>`;
}

/** An expression's face on its filled dot; null, "unclear", in a hollow ring. */
export function glyphSvg(
  expression: Expression | null,
  { size, theme, muted = SURFACES[theme].muted }: GlyphOptions,
): string {
  if (expression === null) {
    return svg(
      size,
      `<circle cx="8" cy="8" r="7.4" stroke="${muted}" stroke-width="1.2"/><path d="${glyphPath(UNCLEAR_GLYPH)}" stroke="${muted}" stroke-width="1.4"/>`,
    );
  }
  const look = EXPRESSION_STYLES[expression];
  return svg(
    size,
    `<circle cx="8" cy="8" r="8" fill="${look[theme]}"/><path d="${glyphPath(look.glyph)}" stroke="${SURFACES[theme].page}" stroke-width="1.4"/>`,
  );
}

/** The drawing for somebody who is not read. */
export function stateSvg(
  state: keyof typeof STATE_GLYPHS,
  { size, theme, muted = SURFACES[theme].muted }: GlyphOptions,
): string {
  return svg(size, `<path d="${STATE_GLYPHS[state]}" stroke="${muted}" stroke-width="1.3"/>`);
}

/** The drawing for what a face or head does; a point for none. */
export function actSvg(act: Act | null, size: number, stroke: string): string {
  return svg(size, `<path d="${act ? ACT_GLYPHS[act] : 'M8 8h.1'}" stroke="${stroke}" stroke-width="1.3"/>`);
}
