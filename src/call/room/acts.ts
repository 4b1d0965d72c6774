// What people in a room do together: how many smile, nod or have turned away, and when many begin to at once. Observations, whatever they may mean.
import { ACTS, type Act, type ActMoment, type Participant } from './types.ts';

/** What is seen of somebody. Who is turned away does nothing else that can be seen. */
export function actsOf({ state, gestures, isTalking, movement }: Participant): Act[] {
  if (state === 'turned-away') return ['turned-away'];
  return ACTS.filter(
    (act) => act === movement || gestures.some((one) => one === act) || (act === 'talking' && isTalking),
  );
}

export const eachAct = <T>(value: (act: Act) => T) =>
  Object.fromEntries(ACTS.map((act) => [act, value(act)])) as Record<Act, T>;

export function countActs(participants: readonly Participant[]): Record<Act, number> {
  const all = participants.map(actsOf);
  return eachAct((act) => all.filter((acts) => acts.includes(act)).length);
}

/** Those that are done at all, the most first: people, or milliseconds. */
export const mostFirst = (acts: Readonly<Record<Act, number>>): Act[] =>
  ACTS.filter((act) => acts[act] > 0).sort((a, b) => acts[b] - acts[a]);

/** Who does the same within this time does it together, milliseconds: people laugh one after the other. */
const TOGETHER_MS = 2000;
/** A moment is told so long after it began, milliseconds, with the most people who did it meanwhile. */
const TELL_MS = 4000;
/**
 * Of more than this part of the people it is one, and below that one it is over. Eight people who each smile for three seconds in a minute make none by
 * chance in an hour, in simulation (test/unit/acts.test.ts).
 */
const MANY = 0.5;
const FEW = 0.25;
/** One person is no room. */
const LEAST_PEOPLE = 2;
/** After its end the same is no moment for so long, milliseconds. */
const QUIET_MS = 10_000;

interface Doing {
  /** When each was last seen to do it, epoch milliseconds, of late. */
  last: Readonly<Record<string, number>>;
  /** A moment under way. */
  opening: { at: number; people: number; of: number } | null;
  /** Do many do it still, and when did they last, epoch milliseconds? Null for never. */
  isOn: boolean;
  endedAt: number | null;
}

/** Plain data. */
export type Acting = Readonly<Record<Act, Doing>>;

export const noActing = (): Acting => eachAct(() => ({ last: {}, opening: null, isOn: false, endedAt: null }));

/** Takes in the people who are seen now. @returns what to remember, and the moments that have come. */
export function withActing(
  acting: Acting,
  participants: readonly Participant[],
  at: number,
): { acting: Acting; moments: ActMoment[] } {
  const moments: ActMoment[] = [];
  const all = participants.map((p) => ({ id: p.id, acts: actsOf(p) }));
  const next = eachAct((act): Doing => {
    const before = acting[act];
    const now = all.filter(({ acts }) => acts.includes(act)).map(({ id }) => [id, at] as const);
    const recent = Object.entries(before.last).filter(
      ([id, then]) => at - then < TOGETHER_MS && all.some((p) => p.id === id),
    );
    const last = Object.fromEntries([...recent, ...now]);
    const people = Object.keys(last).length;
    const of = all.length;
    if (before.isOn) {
      const isOver = people < FEW * of || people < LEAST_PEOPLE;
      return { last, opening: null, isOn: !isOver, endedAt: isOver ? at : before.endedAt };
    }
    const isMany =
      people >= LEAST_PEOPLE && people > MANY * of && (before.endedAt === null || at - before.endedAt >= QUIET_MS);
    const opening = before.opening ?? (isMany ? { at, people, of } : null);
    if (!opening) return { ...before, last };
    const most = people > opening.people ? { at: opening.at, people, of } : opening;
    if (at - opening.at < TELL_MS) return { ...before, last, opening: most };
    moments.push({ ...most, act });
    return { last, opening: null, isOn: true, endedAt: before.endedAt };
  });
  return { acting: next, moments };
}
