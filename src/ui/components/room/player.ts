// Plays a recording from any moment on without reducing all of its events each time.
import type { Recording } from '../../../call/report/recording.ts';
import { emptyRoom, type RoomState, reduce } from '../../../call/room/room.ts';
import type { Room } from '../../../call/room/types.ts';

/** A state is kept every so many events. */
const KEEP_EVERY = 200;

export class Player {
  private readonly kept: RoomState[];

  constructor(private readonly recording: Recording) {
    this.kept = [emptyRoom(this.startsAt)];
  }

  /** Epoch milliseconds. */
  get startsAt(): number {
    return this.recording.events[0]?.at ?? 0;
  }

  /** Milliseconds. */
  get length(): number {
    return (this.recording.events.at(-1)?.at ?? 0) - this.startsAt;
  }

  /** The room `ms` after the beginning. */
  roomAt(ms: number): Room {
    const { events, options } = this.recording;
    const until = events.findLastIndex(({ at }) => at - this.startsAt <= ms) + 1;
    const from = Math.min(this.kept.length - 1, Math.floor(until / KEEP_EVERY));
    let state = this.kept[from] as RoomState;
    for (let i = from * KEEP_EVERY; i < until; i++) {
      state = reduce(state, events[i] as (typeof events)[number], options);
      if ((i + 1) % KEEP_EVERY === 0 && this.kept.length === (i + 1) / KEEP_EVERY) this.kept.push(state);
    }
    return state.room;
  }
}
