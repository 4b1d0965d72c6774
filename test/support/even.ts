// What the engine would say under an even prior of a face that ten people would name so.
import { LEARNT } from '../../src/call/room/prior.ts';
import { each, normalised } from '../../src/call/room/votes.ts';
import type { Votes } from '../../src/engine/types.ts';

export const evenOf = (votes: Votes): Votes => normalised(each((e) => votes[e] / LEARNT[e])) ?? votes;
