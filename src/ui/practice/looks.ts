// What a drawn person looks like, what the face does, and how the head is held.

/** What a face does, each 0 for at rest. */
export interface Face {
  /** The brows: raised or lowered, -1..1. */
  brows: number;
  /** Their inner ends: raised or lowered on top of that, -1..1. */
  innerBrows: number;
  /** Drawn together, with a fold between them, 0..1. */
  knit: number;
  /** The upper lids: wider or narrower, -1 (closed)..1. */
  lids: number;
  /** The lower lids and cheeks raised, 0..1. */
  squint: number;
  /** The mouth's corners: up or down, -1..1. */
  corners: number;
  /** The mouth: wider or narrower, -1..1. */
  wide: number;
  /** How far it is open, 0..1. */
  open: number;
  /** The upper lip raised so that teeth show, 0..1. */
  teeth: number;
  /** The lips pressed together, 0..1. */
  press: number;
}

export const AT_REST: Face = {
  brows: 0,
  innerBrows: 0,
  knit: 0,
  lids: 0,
  squint: 0,
  corners: 0,
  wide: 0,
  open: 0,
  teeth: 0,
  press: 0,
};

/** How a head is held, radians: to its left, down, and tilted. */
export interface Hold {
  yaw: number;
  pitch: number;
  roll: number;
}

/** How a person looks. Colours are CSS's, in six digits. */
export interface Looks {
  skin: { base: string; light: string; shade: string; lip: string };
  hair: { colour: string; light: string; style: 'long' | 'short' | 'bun' | 'curls' | 'bob' };
  eyes: string;
  brow: { colour: string; thick: number };
  clothes: string;
  room: { wall: string; light: string };
  /** Of the face, of the jaw and of lips and nose, as shares of a usual one. */
  shape: { wide: number; jaw: number; lips: number; nose: number; eyes: number };
  lashes: number;
  beard?: string;
  glasses?: string;
  earrings?: string;
  /** Folds that years leave, 0..1. */
  age: number;
}
