// The few colours that are not an expression, kept here so that one test can hold every pair to its contrast.
import type { Theme } from './expressions.ts';

interface Surface {
  /** The page. */
  page: string;
  /** What lies on the page: fields, the picture's frame, a row under the pointer. */
  raised: string;
  text: string;
  /** Secondary text and the rings of hollow dots. */
  muted: string;
  /** Hairlines; decoration only. */
  line: string;
  /** The track of a switch that is off, the edge of a button. */
  edge: string;
  /** The switch, when on, and focus: the one accent. */
  accent: string;
  /** On the accent. */
  onAccent: string;
}

export const SURFACES: Record<Theme, Surface> = {
  light: {
    page: '#ffffff',
    raised: '#f5f4f1',
    text: '#1b1c1e',
    muted: '#63666b',
    line: '#e6e4df',
    edge: '#85888d',
    accent: '#0f6f68',
    onAccent: '#ffffff',
  },
  dark: {
    page: '#17191c',
    raised: '#22252a',
    text: '#eeede9',
    muted: '#a3a6ab',
    line: '#2f3338',
    edge: '#7f848b',
    accent: '#4fc4b7',
    onAccent: '#0d1513',
  },
};

/** A badge lies on somebody's video, so it brings its own surface: always dark, and nearly opaque. */
export const BADGE = {
  background: '#14161a',
  opacity: 0.85,
  text: '#f4f3f0',
  muted: '#c3c5c8',
  theme: 'dark',
} as const;
