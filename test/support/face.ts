// Faces as the engine reads them, made up.
import type { ObservedFace } from '../../src/call/room/participant.ts';
import { evenOf } from '../../src/call/room/prior.ts';
import { EXPRESSIONS, type FaceMovements, type Votes } from '../../src/engine/types.ts';

/** Together 1: what is not named is neutral. */
export const votes = (shares: Partial<Votes>): Votes => {
  const rest = 1 - Object.values(shares).reduce((a, b) => a + b, 0);
  return Object.fromEntries(EXPRESSIONS.map((e) => [e, shares[e] ?? (e === 'neutral' ? rest : 0)])) as Votes;
};

/** A face that does nothing: about the middle of what is measured on FER2013's neutral faces. */
export const AT_REST: FaceMovements = {
  smile: 0.2,
  mouthOpen: 0.02,
  browsRaised: 0.32,
  browsDrawn: -0.37,
  eyesOpen: 0.3,
};

/** Large, to the front and hardly doubted. */
export const face = (shares: Partial<Votes>, more: Partial<ObservedFace> = {}): ObservedFace => ({
  facePx: 120,
  yaw: 0,
  pitch: 0,
  nod: 0,
  movements: AT_REST,
  votes: votes(shares),
  balanced: evenOf(votes(shares)),
  doubt: 0.05,
  ...more,
});
