// In a group no single person is spoken of: checked from outside, with the knowledge of somebody who keeps every figure and subtracts them all.
import { describe, expect, it } from 'vitest';
import { coverageOf, emptyLog, type LookReport, logged, reportOf } from '../../src/call/report/log.ts';
import { emptyGroup, type GroupState, regroup } from '../../src/call/room/group.ts';
import {
  DEFAULTS,
  type Observation,
  type ObservedFace,
  type RoomOptions,
  type TileInfo,
} from '../../src/call/room/participant.ts';
import { START, underPrior } from '../../src/call/room/prior.ts';
import { emptyRoom, type RoomEvent, reduce } from '../../src/call/room/room.ts';
import type { Participant, Room } from '../../src/call/room/types.ts';
import { EXPRESSIONS, type Expression, type Votes } from '../../src/engine/types.ts';
import { tenDots } from '../../src/theme/dots.ts';
import { AT_REST } from '../support/face.ts';

const MINUTE = 60_000;

/** The same numbers for the same seed, 0..1. */
function random(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Lengths of time that are this long on average. */
const wait = (next: () => number, mean: number) => -mean * Math.log(1 - next());

interface Step {
  full: Room;
  group: GroupState;
}

/** What a group is told of a call, event by event. */
function play(events: readonly RoomEvent[], k: number, options: RoomOptions = DEFAULTS): Step[] {
  let state = emptyRoom(0);
  let group = emptyGroup(0);
  return events.map((event) => {
    state = reduce(state, event, options);
    group = regroup(group, state.room, k);
    return { full: state.room, group };
  });
}

function face(shares: Partial<Votes>, more: Partial<ObservedFace> = {}): ObservedFace {
  const votes = Object.fromEntries(EXPRESSIONS.map((e) => [e, shares[e] ?? 0])) as Votes;
  return { facePx: 100, yaw: 0, pitch: 0, nod: 0, movements: AT_REST, votes, balanced: votes, doubt: 0, ...more };
}

function mixed(next: () => number): Votes {
  const raw = EXPRESSIONS.map(() => next() ** 4);
  return Object.fromEntries(EXPRESSIONS.map((e, i) => [e, (raw[i] as number) / sum(raw)])) as Votes;
}

/** Six minutes in which people come alone and together, leave, turn away, and are excluded and let in again. */
function turmoil(seed: number): RoomEvent[] {
  const next = random(seed);
  for (let i = 0; i < 10; i++) next();
  let [count, away] = [0, new Map<string, number>()];
  const come = (): TileInfo => {
    const id = `account${count++}@example`;
    return { id, name: `Ada Nr. ${count}.`, isSelf: count === 1, isCameraOff: false, excludedBecause: null };
  };
  let people = Array.from({ length: 4 + Math.floor(10 * next()) }, come);
  const events: RoomEvent[] = [];
  for (let at = 0; at < 6 * MINUTE; at += 1000) {
    if (next() < 0.012) people = [...people, ...Array.from({ length: 1 + Math.floor(4 * next()) }, come)].slice(0, 25);
    if (next() < 0.016) people = people.filter((_, i) => i !== Math.floor(people.length * next()));
    people = people.map((p) => ({
      ...p,
      isCameraOff: p.isCameraOff ? next() > 0.05 : next() < 0.0006,
      excludedBecause: (p.excludedBecause ? next() > 0.02 : next() < 0.0006) ? 'asked' : null,
    }));
    away = new Map(people.map(({ id }) => [id, away.get(id) ?? 0]));
    for (const [id, until] of away) if (until <= at && next() < 0.008) away.set(id, at + wait(next, 10_000));
    // Layouts take everything away for a moment.
    events.push({ kind: 'tiles', at, tiles: next() < 0.003 ? [] : people });
    const looks = people.map(({ id }): { id: string; observation: Observation } => {
      const yaw = (away.get(id) ?? 0) > at ? 1.2 : 0;
      return { id, observation: next() < 0.04 ? null : face(mixed(next), { yaw, doubt: next() / 3 }) };
    });
    events.push({ kind: 'observations', at: at + 100, observations: looks });
  }
  return events;
}

const streams = Array.from({ length: 12 }, (_, i) => ({ seed: i + 1, k: [5, 3, 6, 4][i % 4] as number }));
const calls = streams.map(({ seed, k }) => ({ seed, k, steps: play(turmoil(seed), k) }));
/** The first few faults of all steps of all calls; an assertion a step would take longer than the calls. */
function everyStep(faults: (step: Step, k: number) => (string | false)[]): string[] {
  const found = calls.flatMap(({ seed, k, steps }) =>
    steps.flatMap((step) =>
      faults(step, k).flatMap((fault) => (fault ? [`call ${seed}, ${step.full.at}: ${fault}`] : [])),
    ),
  );
  return found.slice(0, 5);
}

const speaks = ({ group }: Step) => group.room.summary.votes !== null;

/** The different cohorts of a call. */
const cohortsOf = (steps: readonly Step[]) =>
  [...new Set(steps.flatMap(({ group }) => (group.cohort.length ? [group.cohort.join('\n')] : [])))].map((c) =>
    c.split('\n'),
  );

const PRIME = 1_000_003;
const modulo = (value: number) => ((value % PRIME) + PRIME) % PRIME;
function inverse(value: number): number {
  let [result, base, power] = [1, value, PRIME - 2];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** Can a sum over these people be had by adding and subtracting sums over cohorts? Linear algebra, modulo a prime so that it is exact. */
function solver(rows: readonly number[][]): (wanted: readonly number[]) => boolean {
  const basis: { lead: number; row: number[] }[] = [];
  const reduced = (row: readonly number[]) =>
    basis.reduce((rest, { lead, row: known }) => {
      const times = rest[lead] as number;
      return times === 0 ? rest : rest.map((value, i) => modulo(value - times * (known[i] as number)));
    }, row.map(modulo));
  for (const row of rows) {
    const rest = reduced(row);
    const lead = rest.findIndex((value) => value !== 0);
    if (lead < 0) continue;
    const scale = inverse(rest[lead] as number);
    basis.push({ lead, row: rest.map((value) => (value * scale) % PRIME) });
  }
  return (wanted) => reduced(wanted).every((value) => value === 0);
}

describe('whatever happens in a call', () => {
  it('the streams put it to the test', () => {
    const all = calls.flatMap(({ steps }) => steps);
    const share = all.filter(speaks).length / all.length;
    const cohorts = calls.map(({ steps }) => cohortsOf(steps).length);
    console.log(`${all.length} events, ${(100 * share).toFixed(0)} % with figures; cohorts a call: ${cohorts}`);
    expect(share).toBeGreaterThan(0.2);
    expect(cohorts.filter((count) => count > 2).length).toBeGreaterThan(8);
  });

  it('nothing is said of fewer people than asked, nor of fewer than three', () => {
    const wrong = everyStep(({ group }, k) => {
      const { votes, seen, labels, states, valence, liveliness, movements, doubt } = group.room.summary;
      const counts = [...Object.values(labels ?? {}), states.read, states.unclear];
      const isSilent = [votes, valence, liveliness, movements].every((x) => x === null) && doubt + sum(counts) === 0;
      const isEnough = votes !== null && seen >= Math.max(3, k);
      return [
        group.cohort.length !== seen && 'another cohort',
        (group.reason === null) !== isEnough && 'another reason',
        !(seen === 0 ? isSilent : isEnough) && `something of ${seen}`,
        group.room.timeline.some((point) => point.seen < Math.max(3, k)) && 'a point of fewer',
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('two cohorts differ by nobody or by three people at least, either way', () => {
    for (const { steps } of calls) {
      const cohorts = cohortsOf(steps);
      const differences = cohorts.flatMap((a) => cohorts.map((b) => a.filter((id) => !b.includes(id)).length));
      expect(differences.filter((count) => count === 1 || count === 2)).toEqual([]);
    }
  });

  it('no sum or difference of all figures of a call, were they exact and faces still, is one person or two', () => {
    for (const { steps } of calls) {
      const cohorts = cohortsOf(steps);
      const people = [...new Set(cohorts.flat())];
      const canTell = solver(cohorts.map((c) => people.map((id) => (c.includes(id) ? 1 : 0))));
      const told = people.flatMap((one, i) =>
        people.slice(i).flatMap((other) =>
          [1, -1].flatMap((sign) => {
            const wanted = people.map((id) => (id === one ? 1 : id === other ? sign : 0));
            return canTell(wanted) ? [`${one} ${sign} ${other}`] : [];
          }),
        ),
      );
      expect(told).toEqual([]);
    }
  });

  it('figures are those of the cohort, and whoever has left, has no camera on or asks not to be read is not in it', () => {
    const last = new Map<string, Participant>();
    const wrong = everyStep(({ full, group }) => {
      for (const p of full.participants) if (p.votes) last.set(p.id, p);
      const here = new Map(full.participants.map((p) => [p.id, p.state]));
      const away = group.cohort.filter((id) => [undefined, 'excluded', 'camera-off'].includes(here.get(id)));
      const { votes, doubt, labels } = group.room.summary;
      if (!votes || group.toldAt !== full.at) return [away.length > 0 && `spoken of ${away}`];
      const people = group.cohort.map((id) => last.get(id) as Participant & { votes: Votes });
      const mean = (value: (p: Participant & { votes: Votes }) => number) => sum(people.map(value)) / people.length;
      const exact = Object.fromEntries(EXPRESSIONS.map((e) => [e, mean((p) => p.votes[e])])) as Votes;
      const dots = tenDots(
        exact,
        mean((p) => p.doubt),
      );
      const tenths = EXPRESSIONS.map((e) => 10 * (1 - doubt) * votes[e]);
      return [
        away.length > 0 && `spoken of ${away}`,
        tenDots(votes, doubt).join() !== dots.join() && `not ${dots}`,
        tenths.some((tenth) => Math.abs(tenth - Math.round(tenth)) > 1e-9) && `finer than tenths: ${tenths}`,
        EXPRESSIONS.some((e) => (labels?.[e] ?? 0) > people.filter((p) => p.label === e).length) &&
          'more than carry a label',
        EXPRESSIONS.some((e) => (labels?.[e] ?? 0) % 3 > 0) && 'one or two told apart',
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('sums hold', () => {
    const wrong = everyStep(({ full, group }) => {
      const { votes, people, seen, states, labels } = group.room.summary;
      return [
        people !== full.participants.length && 'people',
        (sum(Object.values(states)) !== people || Math.min(...Object.values(states)) < 0) && 'states',
        states.read + states.unclear !== seen && 'seen',
        sum(Object.values(labels ?? {})) !== states.read && 'labels',
        states['camera-off'] !== full.summary.states['camera-off'] && 'cameras',
        states.excluded !== full.summary.states.excluded && 'excluded',
        votes !== null && Math.abs(sum(Object.values(votes)) - 1) > 1e-9 && 'votes',
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('no name, no id and no head that is turned away is published', () => {
    const wrong = everyStep(({ group }) => {
      const { timeline, ...room } = group.room;
      const { states } = room.summary;
      return [
        /account|example|Ada|Nr\./.test(JSON.stringify([room, timeline.at(-1), group.reason])) && 'an id',
        /Ada|Nr\./.test(JSON.stringify(group.known)) && 'a name',
        room.participants.length > 0 && 'participants',
        states['turned-away'] + states['too-small'] > 0 && 'heads',
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('nothing is kept but one place for everybody who ever was in a figure', () => {
    for (const { steps } of calls) {
      const { squads, absences } = (steps.at(-1) as Step).group;
      const ids = squads.flatMap((squad) => squad.ids);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set(cohortsOf(steps).flat()));
      expect(Object.keys(absences).sort()).toEqual([...ids].sort());
      expect(squads.every((squad) => squad.ids.length >= 3)).toBe(true);
    }
  });

  it('asking for fewer than three is asking for three, and for nothing that is a number, for five', () => {
    const events = turmoil(1);
    const [two, zero, three, none, five] = [2, 0, 3, Number.NaN, 5].map((k) =>
      JSON.stringify(play(events, k).map(({ group }) => [group.room.summary, group.reason, group.cohort])),
    );
    expect(two === three).toBe(true);
    expect(zero === three).toBe(true);
    expect(none === five).toBe(true);
    expect(two === five).toBe(false);
    expect(play(turmoil(4), Number.POSITIVE_INFINITY).some(speaks)).toBe(false);
  });
});

interface Guest {
  id: string;
  /** Null for a head turned away. */
  look: (at: number) => ObservedFace | null;
  isHere?: (at: number) => boolean;
  isExcluded?: (at: number) => boolean;
}

/** A call as it is planned. */
function planned(guests: readonly Guest[], length: number, k = 5, step = 500): Step[] {
  const events: RoomEvent[] = [];
  for (let at = 0; at <= length; at += step) {
    const here = guests.filter(({ isHere }) => isHere?.(at) ?? true);
    const tiles = here.map(({ id, isExcluded }) => ({
      id,
      name: id,
      isSelf: false,
      isCameraOff: false,
      excludedBecause: isExcluded?.(at) ? ('asked' as const) : null,
    }));
    events.push({ kind: 'tiles', at, tiles });
    events.push({
      kind: 'observations',
      at,
      observations: here.map(({ id, look }) => ({ id, observation: look(at) })),
    });
  }
  return play(events, k);
}
const NEUTRAL = face({ neutral: 0.8, happy: 0.2 });
const crowd = (count: number, more: (i: number) => Partial<Guest> = () => ({})): Guest[] =>
  Array.from({ length: count }, (_, i) => ({ id: `p${i}`, look: () => NEUTRAL, ...more(i) }));
const sizesAfter = (steps: readonly Step[], at: number) => [
  ...new Set(steps.filter(({ full }) => full.at >= at).map(({ group }) => group.room.summary.seen)),
];

describe('a room of enough people', () => {
  it.each([5, 6, 8, 12, 25])('is spoken of within six seconds, %i people, and goes on', (count) => {
    const steps = planned(crowd(count), MINUTE);
    const first = steps.find(speaks)?.full.at ?? Number.POSITIVE_INFINITY;
    expect(first).toBeLessThanOrEqual(6000);
    expect(sizesAfter(steps, first + 1)).toEqual([count]);
    expect(steps.at(-1)?.group.room.timeline.length).toBeGreaterThanOrEqual(11);
  });

  it('is not when there are four, which is said', () => {
    const steps = planned(crowd(4), MINUTE);
    expect(steps.some(speaks)).toBe(false);
    expect(steps.at(-1)?.group.reason).toBe('too-few');
    expect(planned(crowd(4), MINUTE, 4).some(speaks)).toBe(true);
  });

  it('loses two more with one who leaves, after a moment of silence, and has all again when they are back', () => {
    const steps = planned(
      crowd(8, (i) => ({ isHere: (at) => i !== 2 || at < 30_000 || at >= 60_000 })),
      90_000,
    );
    expect(sizesAfter(steps, 10_000)).toEqual([8, 0, 5]);
    const left = steps.filter(({ full }) => full.at >= 30_000 && full.at < 60_000);
    expect(left[0]?.group).toMatchObject({ reason: 'settling', cohort: [] });
    expect(left.find(speaks)?.full.at).toBe(35_000);
    expect(steps.at(-1)?.group.room.summary.seen).toBe(8);
  });

  it('does not lose anybody when a layout takes tiles away for a moment', () => {
    const steps = planned(
      crowd(8, () => ({ isHere: (at) => at < 30_000 || at >= 32_000 })),
      40_000,
    );
    expect(sizesAfter(steps, 10_000)).toEqual([8, 0]);
    expect(steps.at(-1)?.group.squads).toHaveLength(1);
  });

  it('leaves whoever asks not to be read out at once, and not alone', () => {
    const steps = planned(
      crowd(8, (i) => ({ isExcluded: (at) => i === 7 && at >= 30_000 })),
      50_000,
    );
    const first = steps.find(({ full }) => full.at === 30_000);
    expect(first?.group.room.summary).toMatchObject({ seen: 0, votes: null, states: { excluded: 1 } });
    expect(sizesAfter(steps, 30_000)).toEqual([0, 5]);
  });

  it('does not waver when somebody turns away for a while', () => {
    const turned = (until: number) =>
      planned(
        crowd(5, (i) => ({ look: (at) => (i === 0 && at >= 30_000 && at < until ? face({}, { yaw: 1.2 }) : NEUTRAL) })),
        80_000,
      );
    expect(sizesAfter(turned(48_000), 10_000)).toEqual([5]);
    const long = turned(60_000);
    expect(sizesAfter(long, 10_000)).toEqual([5, 0]);
    expect(long.find(({ full }) => full.at === 55_000)?.group.reason).toBe('too-few');
  });

  it('takes in newcomers three at a time', () => {
    const coming = (count: number) =>
      planned(
        crowd(6 + count, (i) => ({ isHere: (at) => at >= (i < 6 ? 0 : 30_000 + 10_000 * (i - 6)) })),
        90_000,
      );
    expect(sizesAfter(coming(1), 10_000)).toEqual([6]);
    expect(sizesAfter(coming(2), 10_000)).toEqual([6]);
    expect(sizesAfter(coming(3), 10_000)).toEqual([6, 9]);
    expect(sizesAfter(coming(5), 10_000)).toEqual([6, 9]);
  });

  it('keeps who is mostly there when somebody has to be left out', () => {
    // The first two are missing for a moment; when another one leaves it is they who go along.
    const steps = planned(
      crowd(8, (i) => ({ isHere: (at) => (i < 2 ? at < 20_000 || at >= 22_000 : i !== 5 || at < 30_000) })),
      40_000,
    );
    expect(steps.at(-1)?.group.cohort).toEqual(['p2', 'p3', 'p4', 'p6', 'p7']);
  });

  it('is spoken of most of the time in a call of eight in which heads turn and one leaves for a while every five minutes', () => {
    const shares = [1, 2, 3].map((seed) => {
      const next = random(seed);
      for (let i = 0; i < 10; i++) next();
      const times = (every: number, length: number) => {
        const spans: [number, number][] = [];
        for (let at = wait(next, every); at < 40 * MINUTE; at += wait(next, every)) {
          const until = at + wait(next, length);
          spans.push([at, until]);
          at = until;
        }
        return (at: number) => spans.some(([from, to]) => at >= from && at < to);
      };
      const guests = crowd(8, () => {
        const isGone = times(8 * 5 * MINUTE, 90_000);
        const isTurned = times(2 * MINUTE, 8000);
        return {
          isHere: (at) => !isGone(at),
          look: (at) => (next() < 0.03 ? null : isTurned(at) ? face({}, { yaw: 1.2 }) : NEUTRAL),
        };
      });
      const steps = planned(guests, 40 * MINUTE, 5, 1000);
      return steps.filter(speaks).length / steps.length;
    });
    const mean = sum(shares) / shares.length;
    console.log(`spoken of ${shares.map((share) => `${(100 * share).toFixed(0)} %`).join(', ')} of the time`);
    expect(mean).toBeGreaterThan(0.65);
    expect(Math.min(...shares)).toBeGreaterThan(0.5);
  });
});

describe('what is told', () => {
  /** The published summary of a room in which so many look so, the rest unclear. */
  const told = (counts: Partial<Record<Expression, number>>, of: number) => {
    const labels = EXPRESSIONS.flatMap((e) => Array<Expression>(counts[e] ?? 0).fill(e));
    const unclear = face({ neutral: 0.2, happy: 0.2, sad: 0.2, angry: 0.2, fear: 0.2 });
    const guests = crowd(of, (i) => ({ look: () => (labels[i] ? face({ [labels[i]]: 1 }) : unclear) }));
    return (planned(guests, 4500).at(-1) as Step).group.room.summary;
  };

  it('is that at least three, or six, look alike, and never that all do', () => {
    expect(told({ happy: 8 }, 8).labels).toMatchObject({ happy: 6 });
    expect(told({ happy: 6 }, 6).labels).toMatchObject({ happy: 3 });
    expect(told({ happy: 5, sad: 1 }, 6)).toMatchObject({
      labels: { happy: 3, sad: 0 },
      states: { read: 3, unclear: 3 },
    });
    expect(told({ happy: 4, sad: 3 }, 7).labels).toMatchObject({ happy: 3, sad: 3 });
    expect(told({ happy: 2, sad: 2, fear: 1 }, 5)).toMatchObject({ states: { read: 0, unclear: 5 } });
  });

  it('never lets it be worked out that one or two look some way, or that everybody does', () => {
    for (let of = 5; of <= 9; of++) {
      const tables = new Map<string, number[][]>();
      for (let happy = 0; happy <= of; happy++)
        for (let sad = 0; happy + sad <= of; sad++) {
          const { labels, states } = told({ happy, sad }, of);
          const key = JSON.stringify([labels, states]);
          tables.set(key, [...(tables.get(key) ?? []), [happy, sad, of - happy - sad]]);
        }
      // What can be said of a cell from what is told: it lies between these.
      for (const [key, possible] of tables)
        for (const cell of [0, 1, 2]) {
          const values = possible.map((counts) => counts[cell] as number);
          const [low, high] = [Math.min(...values), Math.max(...values)];
          expect(low === high && [1, 2, of].includes(low), `${of}: ${key} gives ${low}`).toBe(false);
        }
    }
  });

  it('holds no value of one person: quartiles are means of three, in tenths', () => {
    const next = random(3);
    const votes = Array.from({ length: 7 }, () => mixed(next));
    const steps = planned(
      crowd(7, (i) => ({ look: () => face(votes[i] as Votes) })),
      // Later, faces that stay the same move a little all the same, as their resting faces become known.
      28_000,
    );
    const { summary, participants } = (steps.at(-1) as Step).full;
    const group = (steps.at(-1) as Step).group.room.summary;
    expect(participants.length).toBe(7);
    for (const what of ['valence', 'liveliness'] as const) {
      const [rough, exact] = [group[what], summary[what]];
      if (!rough || !exact) throw new Error(`no ${what}`);
      expect(rough.of).toBe(7);
      for (const q of ['low', 'median', 'high'] as const) expect((10 * rough[q]) % 1).toBeCloseTo(0, 9);
      expect(rough.low).toBeLessThanOrEqual(rough.median);
      expect(rough.median).toBeLessThanOrEqual(rough.high);
      expect(rough.low).toBeGreaterThanOrEqual(exact.low - 1);
    }
    const valences = participants
      .map(({ votes: v }) => (v ? v.happy - v.sad - v.angry - v.disgust - v.fear : Number.NaN))
      .sort((a, b) => a - b);
    const [a, b, c] = valences.slice(2, 5) as [number, number, number];
    expect(group.valence?.median).toBeCloseTo(Math.round((10 * (a + b + c)) / 3) / 10, 9);
  });

  it('has no liveliness before everybody’s resting face is known', () => {
    const steps = planned(
      // Somebody of whom there are looks only now and then is known later than the others.
      crowd(5, (i) => ({ look: (at) => (i === 0 && at > 2000 && at < 14_000 ? null : NEUTRAL) })),
      40_000,
    );
    const known = ({ full }: Step) => full.participants.filter(({ resting }) => resting).length;
    const partly = steps.filter((step) => speaks(step) && known(step) > 0 && known(step) < 5);
    expect(partly.length).toBeGreaterThan(0);
    for (const { group } of partly) expect(group.room.summary.liveliness).toBeNull();
    expect(steps.at(-1)?.group.room.summary.liveliness).toMatchObject({ of: 5 });
  });

  it('counts heads that nod from three on', () => {
    const nodding = (count: number) => {
      const events: RoomEvent[] = [];
      const ids = crowd(8).map(({ id }) => id);
      const tiles = ids.map((id) => ({ id, name: id, isSelf: false, isCameraOff: false, excludedBecause: null }));
      for (let at = 0; at <= 12_000; at += 125) {
        events.push({ kind: 'tiles', at, tiles });
        const nod = 0.2 * Math.sin((2 * Math.PI * at) / 800);
        const looks = ids.map((id, i) => ({ id, observation: { ...NEUTRAL, nod: i < count ? nod : 0 } }));
        events.push({ kind: 'observations', at, observations: looks });
      }
      const { full, group } = play(events, 5).at(-1) as Step;
      expect(full.summary.movements).toEqual({ nodding: count, shaking: 0 });
      return group.room.summary.movements?.nodding;
    };
    expect([0, 1, 2, 3, 5, 6, 8].map(nodding)).toEqual([0, 0, 0, 3, 3, 6, 6]);
  });

  it('stands for two seconds at least while the cohort stays', () => {
    // They laugh for six seconds in twelve.
    const steps = planned(
      crowd(6, () => ({ look: (at) => (at % 12_000 < 6000 ? NEUTRAL : face({ neutral: 0.2, happy: 0.8 })) })),
      MINUTE,
    ).filter(speaks);
    const changed = steps.filter(
      ({ group }, i) =>
        i > 0 && JSON.stringify(group.room.summary.votes) !== JSON.stringify(steps[i - 1]?.group.room.summary.votes),
    );
    expect(changed.length).toBeGreaterThan(5);
    changed.forEach(({ full }, i) => {
      const before = changed[i - 1]?.full.at ?? Number.NEGATIVE_INFINITY;
      expect(full.at - before).toBeGreaterThanOrEqual(2000);
    });
  });
});

describe('moments', () => {
  const FIVE = 5 * MINUTE;
  const laughing = (some: number, of: number, more: (i: number) => Partial<Guest> = () => ({})) =>
    planned(
      crowd(of, (i) => ({
        look: (at) => (i < some && at >= FIVE ? face({ neutral: 0.1, happy: 0.9 }) : NEUTRAL),
        ...more(i),
      })),
      FIVE + 30_000,
    );

  it('are told of three people at least, and of how many at least', () => {
    const told = (some: number) => {
      const { full, group } = laughing(some, 8).at(-1) as Step;
      // Alone, each of them is found.
      expect(full.moments).toMatchObject([{ expression: 'happy', people: some, of: 8 }]);
      return group.room.moments.map(({ people, of }) => [people, of]);
    };
    expect(told(7)).toEqual([[6, 8]]);
    expect(told(8)).toEqual([[6, 8]]);
    expect(told(3)).toEqual([[3, 8]]);
    expect(told(2)).toEqual([]);
  });

  it('do not reach over a change of who is spoken of', () => {
    // Six come later than the other six. All begin to laugh, and one of the later six leaves: from then on the first six alone are spoken of.
    const steps = laughing(12, 12, (i) => ({
      isHere: (at) => (i < 6 || at >= 30_000) && (i < 11 || at < FIVE + 2000),
    }));
    expect(steps.at(-1)?.full.moments).toHaveLength(1);
    expect(sizesAfter(steps, FIVE)).toEqual([12, 6, 9]);
    expect(steps.at(-1)?.group.room.moments).toEqual([]);
  });
});

describe('movements of a group', () => {
  /** The same calls, in which people smile now and then. */
  const moved = streams.slice(0, 4).map(({ seed, k }) => {
    const next = random(seed);
    const events = turmoil(seed).map((event): RoomEvent => {
      if (event.kind === 'tiles') return event;
      const observations = event.observations.map((one) => {
        if (one.observation === null || typeof one.observation === 'string') return one;
        return {
          ...one,
          observation: { ...one.observation, movements: { ...AT_REST, smile: next() < 0.4 ? 0.5 : 0.2 } },
        };
      });
      return { ...event, observations };
    });
    return play(events, k, { ...DEFAULTS, reads: 'movements' });
  });

  it('are told in threes, never of all, and of no fewer people than asked', () => {
    const wrong = moved.flatMap((steps, i) =>
      steps.flatMap(({ group, full }) => {
        const { acts, seen, votes, labels } = group.room.summary;
        const counts = Object.values(acts);
        const most = 3 * Math.floor(Math.max(0, group.cohort.length - 1) / 3);
        const k = streams[i]?.k ?? 5;
        const faults = [
          counts.some((count) => count % 3 !== 0) && 'one or two told apart',
          counts.some((count) => count > most) && 'all of them',
          seen > 0 && seen < Math.max(3, k) && 'too few',
          seen === 0 && sum(counts) > 0 && 'of nobody',
          (votes !== null || labels !== null) && 'an expression',
          group.room.participants.length > 0 && 'somebody',
        ];
        return faults.flatMap((fault) => (fault ? [`${full.at}: ${fault}`] : []));
      }),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    const told = moved.flat().filter(({ group }) => group.room.summary.acts.smiling > 0);
    expect(told.length).toBeGreaterThan(100);
  });
});

describe('the log of a group', () => {
  it('adds up what was told: how long, how many, which mix', () => {
    const steps = planned(
      crowd(8, (i) => ({
        isHere: (at) => i < 5 || at < 30_000,
        look: (at) => (at < 30_000 ? NEUTRAL : face({ neutral: 0.2, happy: 0.8 })),
      })),
      MINUTE,
    );
    const log = steps.reduce((sums, { group }) => logged(sums, group.room), emptyLog(0));
    const report = reportOf(log, 'Some Site', false) as LookReport;
    expect(JSON.stringify([log, report])).not.toMatch(/"p\d/);
    expect(report.people).toBeNull();
    // Nothing is known of how long who was there, only of how many.
    const { readMs, ofMs } = coverageOf(report.totals);
    // What is so counts from the event before on.
    const [eight, five] = [29_500, 30_500];
    expect(ofMs).toBe(8 * eight + 5 * five);
    const [before, after] = [eight - 3500, five - 5000];
    expect(readMs).toBe(8 * before + 5 * after);
    expect(report.totals.labels).toMatchObject({ neutral: 6 * before, happy: 3 * after });
    // A mean over people, not over figures; told in tenths, of faces as a call has them.
    const told = (look: ObservedFace) => Math.round(10 * underPrior(look, START).votes.happy) / 10;
    const [first, then] = [told(NEUTRAL), told(face({ neutral: 0.2, happy: 0.8 }))];
    expect(report.totals.votes?.happy).toBeCloseTo((first * 8 * before + then * 5 * after) / readMs, 9);
    const seen = report.timeline.map((point) => point.seen);
    expect(seen.filter((count, i) => count !== seen[i - 1])).toEqual([0, 8, 0, 5]);
    expect(seen.length).toBeGreaterThan(10);
  });
});

it('the state before stays as it was', () => {
  const steps = planned(crowd(8), 10_000);
  const { group, full } = steps.at(-1) as Step;
  const copy = structuredClone(group);
  regroup(group, { ...full, at: full.at + 5000, participants: full.participants.slice(1) }, 5);
  expect(group).toEqual(copy);
  expect(JSON.parse(JSON.stringify(group))).toEqual(group);
});
