// Holds the call's value in a page: events go in, whoever subscribed hears of each.
import { type Call, type CallEvent, step } from '../call/call.ts';
import { now } from './clock.ts';

type Untimed<E> = E extends unknown ? Omit<E, 'at'> : never;
/** An event that happens now. */
export type CallEventNow = Untimed<CallEvent>;

export interface CallStore {
  readonly call: Call;
  dispatch(event: CallEventNow): void;
  /** Calls back after every event, until the signal aborts. */
  subscribe(tell: (call: Call, before: Call, event: CallEventNow) => void, signal: AbortSignal): void;
}

export function createStore(first: Call): CallStore {
  let call = first;
  const subscribers = new Set<(call: Call, before: Call, event: CallEventNow) => void>();
  return {
    get call() {
      return call;
    },
    dispatch(event) {
      const before = call;
      call = step(call, { ...event, at: now() } as CallEvent);
      const after = call;
      for (const tell of [...subscribers]) tell(after, before, event);
    },
    subscribe(tell, signal) {
      subscribers.add(tell);
      signal.addEventListener('abort', () => subscribers.delete(tell), { once: true });
    },
  };
}
