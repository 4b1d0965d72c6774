// Plays a recording from any moment on, without going through all of it each time.
import { eventAfter, type Position, type Recording, start } from '../../../call/report/recording.ts';
import { emptyRoom, type RoomState, reduce } from '../../../call/room/room.ts';
import type { Room } from '../../../call/room/types.ts';

/** A state is kept every so many events. */
const KEEP_EVERY = 200;

interface Kept {
  state: RoomState;
  position: Position;
}

export class Player {
  /** In order; the first is the beginning. */
  private readonly kept: [Kept, ...Kept[]];

  constructor(private readonly recording: Recording) {
    this.kept = [{ state: emptyRoom(this.startsAt), position: start(recording) }];
  }

  /** Epoch milliseconds. */
  get startsAt(): number {
    return this.recording.startedAt ?? 0;
  }

  /** Milliseconds. */
  get length(): number {
    return this.recording.at - this.startsAt;
  }

  /** The room `ms` after the beginning. */
  roomAt(ms: number): Room {
    const until = this.startsAt + ms;
    const before = this.kept.findLastIndex(({ position }) => position.at <= until);
    let { state, position } = this.kept[Math.max(0, before)] as Kept;
    for (;;) {
      const found = eventAfter(this.recording, position);
      if (!found || found.event.at > until) return state.room;
      state = reduce(state, found.event, this.recording.options);
      position = found.next;
      if (position.event === KEEP_EVERY * this.kept.length) this.kept.push({ state, position });
    }
  }
}
