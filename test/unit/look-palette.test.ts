// Holds the palette to its promise: seven hues apart for every common colour vision, and readable on every surface.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/engine/types.ts';
import { EXPRESSION_STYLES, type Theme } from '../../src/theme/expressions.ts';
import { BADGE, SURFACES } from '../../src/theme/surfaces.ts';
import { composite, contrast, deltaE, lab, VISIONS, type Vision } from './look-colour.ts';

/**
 * CIEDE2000. About 1 is just noticeable side by side; 11 is what seven hues can hold to under all four visions while each
 * stays near its name. The hues that LOOK started from came to 2.9 (sad and fear, protanopia).
 */
const APART = 11;

const themes = ['light', 'dark'] as const satisfies readonly Theme[];
const visions = Object.keys(VISIONS) as Vision[];
const huesOf = (theme: Theme) => Object.fromEntries(EXPRESSIONS.map((e) => [e, EXPRESSION_STYLES[e][theme]]));

/** The badge's surface over the brightest and the darkest video. */
const badgeSurfaces = ['#ffffff', '#000000'].map((video) => composite(BADGE.background, BADGE.opacity, video));

function tooClose(hues: Record<string, string>, vision: Vision): string[] {
  const entries = Object.entries(hues);
  return entries.flatMap(([a, x], i) =>
    entries.slice(i + 1).flatMap(([b, y]) => {
      const distance = deltaE(lab(x, vision), lab(y, vision));
      return distance < APART ? [`${a} and ${b}: ${distance.toFixed(1)}`] : [];
    }),
  );
}

describe('the arithmetic', () => {
  it('gives the distances of the CIEDE2000 paper’s table', () => {
    expect(deltaE([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(deltaE([50, 2.5, 0], [61, -5, 29])).toBeCloseTo(22.8977, 4);
    expect(deltaE([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
    expect(deltaE([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
  });
  it('knows the contrast of black on white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
  });
  it('leaves greys as they are under every simulation', () => {
    for (const vision of visions) expect(deltaE(lab('#888888', vision), lab('#888888'))).toBeLessThan(0.5);
  });
  it('finds a red and a green that only usual vision tells apart', () => {
    const hues = { red: '#b5541e', green: '#7a7a2a' };
    expect(tooClose(hues, 'usual')).toEqual([]);
    expect(tooClose(hues, 'protanopia')).not.toEqual([]);
  });
});

describe.each(themes)('on %s surfaces', (theme) => {
  const surface = SURFACES[theme];
  const grounds = [surface.page, surface.raised, ...(theme === BADGE.theme ? badgeSurfaces : [])];

  it.each(visions)('every two hues are apart: %s', (vision) => {
    expect(tooClose(huesOf(theme), vision)).toEqual([]);
  });
  it.each(EXPRESSIONS)('%s stands out from every ground by 3 : 1, and its face from its dot', (expression) => {
    const hue = EXPRESSION_STYLES[expression][theme];
    for (const ground of grounds) expect(contrast(hue, ground), `${hue} on ${ground}`).toBeGreaterThanOrEqual(3);
    expect(contrast(hue, surface.page)).toBeGreaterThanOrEqual(3);
  });
  it('text is readable by 4.5 : 1', () => {
    for (const ground of [surface.page, surface.raised]) {
      for (const text of [surface.text, surface.muted, surface.accent]) {
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(surface.onAccent, surface.accent)).toBeGreaterThanOrEqual(4.5);
  });
  it('edges of controls stand out by 3 : 1', () => {
    for (const ground of [surface.page, surface.raised]) {
      expect(contrast(surface.edge, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(surface.accent, ground)).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(surface.page, surface.edge), 'the knob of a switch that is off').toBeGreaterThanOrEqual(3);
  });
  it('ui.css has the same colours', () => {
    const css = readFileSync(new URL('../../src/ui/pages/ui.css', import.meta.url), 'utf8');
    const block = css.split(/@media [^{]*\(prefers-color-scheme: dark\)/)[theme === 'light' ? 0 : 1] ?? '';
    const token = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];
    for (const expression of EXPRESSIONS)
      expect(token(expression), expression).toBe(EXPRESSION_STYLES[expression][theme]);
    const names = { onAccent: 'on-accent' } as Record<string, string>;
    for (const [key, hex] of Object.entries(surface)) expect(token(names[key] ?? key), key).toBe(hex);
  });
});

it('a badge’s words are readable over any video', () => {
  for (const ground of badgeSurfaces) {
    expect(contrast(BADGE.text, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(BADGE.muted, ground)).toBeGreaterThanOrEqual(4.5);
  }
});
