// The comings and goings of a call as a plan: who joins, blinks out, comes back and leaves, what is laughed about, and when.

export type LifeEvent = { at: number; what: 'join' | 'camera-off' | 'camera-on' | 'leave' | 'laugh' | 'settle' };

/** One round as it goes in a call of twenty seconds; as many people are there after it as before. */
const ROUND: readonly LifeEvent[] = [
  { at: 6, what: 'join' },
  { at: 8, what: 'camera-off' },
  { at: 14, what: 'camera-on' },
  { at: 16, what: 'leave' },
];
const ROUND_SECONDS = 20;
/** Later in a round, where there is time: most of the room smiles for a while. */
const LAUGHTER: readonly LifeEvent[] = [
  { at: 25, what: 'laugh' },
  { at: 38, what: 'settle' },
];
/** Between the starts of two rounds of a longer call: most of the time nobody comes or goes. */
const PAUSE_SECONDS = 45;

/** In seconds from the start; a call too short for a round gets it compressed, a longer one gets as many as end in time. */
export function planLife(seconds: number): LifeEvent[] {
  const scale = Math.min(1, seconds / ROUND_SECONDS);
  const events: LifeEvent[] = [];
  for (let start = 0; start === 0 || start + ROUND_SECONDS <= seconds; start += PAUSE_SECONDS) {
    for (const event of ROUND) events.push({ at: start + event.at * scale, what: event.what });
    if (start + PAUSE_SECONDS <= seconds) for (const { at, what } of LAUGHTER) events.push({ at: start + at, what });
  }
  return events;
}
