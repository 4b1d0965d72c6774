// A room in which movements alone are read, played through the real call: nine people who smile, then nod, then turn away.
import { type Call, type CallEvent, newCall, step } from '../../src/call/call.ts';
import type { Mode } from '../../src/call/consent/policy.ts';
import type { Observation } from '../../src/call/room/participant.ts';
import { DEFAULT_SETTINGS } from '../../src/call/settings.ts';
import type { ObservedTile } from '../../src/call/tiles.ts';

export const NAMES = ['Ana', 'Bruno', 'Chiara', 'Dariusz', 'Emeka', 'Fatou', 'Goran', 'Hana', 'Imre'];
export const LOOK_MS = 200;
const START = Date.UTC(2026, 2, 3, 10, 0);

/** What somebody does. */
export type Doing = 'rest' | 'smile' | 'nod' | 'away';

/** @param at milliseconds. */
export function lookAt(doing: Doing, at: number): Observation {
  const nod = doing === 'nod' ? 0.16 * Math.sin((2 * Math.PI * 1.6 * at) / 1000) : 0;
  return {
    facePx: 90,
    yaw: doing === 'away' ? 1 : 0,
    pitch: 0,
    nod,
    movements: {
      smile: doing === 'smile' ? 0.47 : 0.27,
      mouthOpen: 0.03,
      browsRaised: 0.34,
      browsDrawn: -0.4,
      eyesOpen: 0.3,
    },
  };
}

const tileOf = (name: string, i: number): ObservedTile => ({
  elementId: i + 1,
  siteId: `site-${i}`,
  track: `track-${i}`,
  name,
  self: null,
  isShare: false,
  isShareForNow: false,
  isCameraOff: false,
});

export interface Played {
  call: Call;
  at: number;
  /** Goes on for so many seconds, with what each of them does. */
  play(seconds: number, doing: (i: number) => Doing): void;
}

/** Answers that leave `mode`, and everybody at rest for a while. */
export function movingCall(mode: Mode): Played {
  const people = mode === 'movements-each' ? 'participants' : 'colleagues';
  const answers = { version: 1, purpose: 'meeting', place: 'eu', people, told: 'informed' } as const;
  const loaded = { settings: { ...DEFAULT_SETTINGS, mode }, forced: [], disabled: false };
  const played: Played = {
    call: newCall('Google Meet', START),
    at: START,
    play(seconds, doing) {
      for (const end = played.at + 1000 * seconds; played.at < end; ) {
        played.at += LOOK_MS;
        const { at } = played;
        if (at % 1000 === 0) take({ kind: 'tiles', at, inCall: true, tiles: NAMES.map(tileOf) });
        const observations = played.call.identity.people.map(({ id }, i) => ({
          id,
          observation: lookAt(doing(i), at),
        }));
        take({ kind: 'observations', at, observations });
      }
    },
  };
  const take = (event: CallEvent) => {
    played.call = step(played.call, event);
  };
  const { at } = played;
  take({ kind: 'settings', at, loaded });
  take({ kind: 'consent', at, answers });
  take({ kind: 'blocked', at, names: [] });
  take({ kind: 'page', at, inCall: true, language: 'en' });
  take({ kind: 'reading', at, on: true });
  take({ kind: 'engine', at, engine: { isReady: true } });
  take({ kind: 'tiles', at, inCall: true, tiles: NAMES.map(tileOf) });
  played.play(20, () => 'rest');
  return played;
}

/** Six of the nine. */
export const six =
  (doing: Doing) =>
  (i: number): Doing =>
    i < 6 ? doing : 'rest';
