// What each expression looks like everywhere: a hue on light and on dark, and a face of three strokes.

import type { Act, ParticipantState } from '../call/room/types.ts';
import type { Expression } from '../engine/types.ts';

export type Theme = 'light' | 'dark';

/** SVG path data on a 16 px grid, to be stroked 1.5 wide with round ends. */
export interface Glyph {
  brows: string;
  eyes: string;
  mouth: string;
}

interface ExpressionStyle extends Record<Theme, string> {
  glyph: Glyph;
}

const DOT_EYES = 'M5.25 7.25v.4M10.75 7.25v.4';

/**
 * The hues keep away from red and green as verdicts, and every pair stays apart for people with protanopia, deuteranopia
 * or tritanopia (test/unit/look-palette.test.ts says how far). Light surfaces need darker hues, hence two sets.
 */
export const EXPRESSION_STYLES: Record<Expression, ExpressionStyle> = {
  neutral: {
    light: '#837f80',
    dark: '#97999c',
    glyph: { brows: 'M3.9 4.6h2.7M9.4 4.6h2.7', eyes: DOT_EYES, mouth: 'M5.5 11.25h5' },
  },
  happy: {
    light: '#b57d00',
    dark: '#e9a212',
    glyph: {
      brows: 'M3.9 4.5q1.3-1.1 2.7-.3M12.1 4.5q-1.3-1.1-2.7-.3',
      eyes: 'M4.1 7.7q1.15-1.4 2.3 0M9.6 7.7q1.15-1.4 2.3 0',
      mouth: 'M4.4 10.2q3.6 4.1 7.2 0',
    },
  },
  surprise: {
    light: '#1990ca',
    dark: '#55bef5',
    glyph: {
      brows: 'M3.8 4.2q1.4-1.9 2.9-.8M12.2 4.2q-1.4-1.9-2.9-.8',
      eyes: 'M5.25 6.7v.9M10.75 6.7v.9',
      mouth: 'M8 10a1.45 1.6 0 1 0 .01 0z',
    },
  },
  sad: {
    light: '#136db5',
    dark: '#338ce6',
    glyph: { brows: 'M3.6 5.4l2.9-1.5M12.4 5.4l-2.9-1.5', eyes: DOT_EYES, mouth: 'M5.1 12.2q2.9-2.7 5.8 0' },
  },
  angry: {
    light: '#aa5022',
    dark: '#d66317',
    glyph: {
      brows: 'M3.7 4.1l3 1.5M12.3 4.1l-3 1.5',
      eyes: 'M5.25 7.9v.2M10.75 7.9v.2',
      mouth: 'M5.6 11.8q2.4-1 4.8 0',
    },
  },
  disgust: {
    light: '#718d5c',
    dark: '#75935b',
    glyph: {
      brows: 'M3.8 5.3h2.9M9.3 4.7q1.5-1.1 2.9-.3',
      eyes: 'M4.3 7.7h1.9M9.8 7.7h1.9',
      mouth: 'M4.6 11.9q1.7-2 3.4-.5t3.4-.7',
    },
  },
  fear: {
    light: '#7e4d7d',
    dark: '#a176a3',
    glyph: {
      brows: 'M3.6 4.6q1-1.6 3-1.6M12.4 4.6q-1-1.6-3-1.6',
      eyes: 'M5.25 6.6a.8.8 0 1 0 .01 0zM10.75 6.6a.8.8 0 1 0 .01 0z',
      mouth: 'M5.2 12.3q.4-2.2 2.8-2.2t2.8 2.2z',
    },
  },
};

/** No expression named: eyes and a mouth that says neither yes nor no, drawn in a hollow ring as its dots are. */
export const UNCLEAR_GLYPH: Glyph = { brows: '', eyes: DOT_EYES, mouth: 'M5.7 11.6l4.6-1' };

/** Why somebody is not read, as one drawing each on the same grid. */
export const STATE_GLYPHS: Record<Exclude<ParticipantState, 'read' | 'unclear'>, string> = {
  'too-small': 'M6.2 6.6v.2M9.8 6.6v.2M6.4 9.4h3.2M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11',
  'turned-away': 'M11 2.6C7 1.2 4.4 3.6 4.6 6.4L3.2 9h1.4v2.4h2.6v2.2M11.6 12.8c.2-2 1.4-3 1.4-5.6 0-1.8-.7-3.4-2-4.6',
  'camera-off':
    'M5.6 4.2H9a1.6 1.6 0 0 1 1.6 1.6v2.6M10.6 7.4l3.2-2v5.4M9.9 11.6a1.6 1.6 0 0 1-.9.2H3.8a1.6 1.6 0 0 1-1.6-1.6V5.8c0-.5.2-.9.6-1.2M2.4 2.4l11.2 11.2',
  'no-face':
    'M6.42 2.84A5.4 5.4 0 0 1 9.58 2.84M11.68 4.05A5.4 5.4 0 0 1 13.26 6.79M13.26 9.21A5.4 5.4 0 0 1 11.68 11.95M9.58 13.16A5.4 5.4 0 0 1 6.42 13.16M4.32 11.95A5.4 5.4 0 0 1 2.74 9.21M2.74 6.79A5.4 5.4 0 0 1 4.32 4.05',
  unreadable: 'M6.9 3.4H2.6v9.2h3.6M9.9 3.4h3.5v9.2H9.1M8.7 2.2L7.1 6.6l2.6 1.8-2 5.4',
  still: 'M2.6 3.6h10.8v8.8H2.6zM6.6 6.2v3.6M9.4 6.2v3.6',
  hidden: 'M5.4 10.4H2.6V3.4h8v2M5.4 5.6h8v7h-8z',
  excluded: 'M2.5 8s2-3.8 5.5-3.8S13.5 8 13.5 8s-2 3.8-5.5 3.8S2.5 8 2.5 8zM3 13L13 3',
};

const HEAD = 'M8 1.8a6.2 6.2 0 1 0 .01 0z';
/** What faces and heads do, as one drawing each on the same grid: an outline and no dot, for a movement is no vote. */
export const ACT_GLYPHS: Record<Act, string> = {
  smiling: `${HEAD}${DOT_EYES}M5 9.8q3 3.3 6 0`,
  'brows-raised': `${HEAD}M4.2 5.3q1.2-1.6 2.5-.7M11.8 5.3q-1.2-1.6-2.5-.7M5.25 7.6v.4M10.75 7.6v.4M6 11.2h4`,
  'mouth-open': `${HEAD}M5.25 6.4v.4M10.75 6.4v.4M8 8.9a1.5 1.7 0 1 0 .01 0z`,
  talking: 'M2.4 3.4h11.2v7H8.6l-2.8 2.6v-2.6H2.4zM5.2 6.9h.1M8 6.9h.1M10.8 6.9h.1',
  nodding: 'M8 2v12M5.6 4.3L8 2l2.4 2.3M5.6 11.7L8 14l2.4-2.3',
  shaking: 'M2 8h12M4.3 5.6L2 8l2.3 2.4M11.7 5.6L14 8l-2.3 2.4',
  'turned-away': STATE_GLYPHS['turned-away'],
};
