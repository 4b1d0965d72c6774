// One copy of the content script at a time. A new copy enters pages that are open when the extension is installed, updated or enabled again; it
// takes over the call from the copy before it. Chromium gives a reloaded extension a new isolated world (measured in 156), so copies of two loads share
// no global; they share the document's origin, and talk over a BroadcastChannel whose name only they know.
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { guard } from '../call/schemas/base.ts';
import { loadPageSecret } from '../storage/page-secret.ts';

/** How often a copy looks whether its extension is still there, milliseconds. */
const ORPHAN_CHECK_MS = 500;
/** How long a new copy waits for one before it, milliseconds; an answer takes a few. */
const ANSWER_MS = 400;

/** A copy's mark in its isolated world, which the page cannot see. */
type World = typeof globalThis & { roomtoneIsHere?: true };

/** Versions differ in what they leave: what `left` holds is whoever's `leave` gave it. */
type Message = { kind: 'leave' } | { kind: 'left'; inherited: unknown };
const messageFrom = guard<Message>(
  v.variant('kind', [
    v.object({ kind: v.literal('leave') }),
    v.object({ kind: v.literal('left'), inherited: v.unknown() }),
  ]),
);

/**
 * Makes this copy the page's only one.
 * @param leave called once, when the extension is gone or another copy takes over: removes everything that this copy has put into the page,
 * and gives what the next copy needs, as plain data; null for nothing.
 * @returns null when a copy of this very load of the extension is here already: this one has nothing to do. Else what the copy before left, plain
 * data, perhaps of another version; null where there was none.
 */
export async function succeed(leave: () => unknown): Promise<{ inherited: unknown } | null> {
  const world = globalThis as World;
  if (world.roomtoneIsHere) return null;
  world.roomtoneIsHere = true;

  let left: Message | null = null;
  const leaveOnce = (): Message => {
    clearInterval(timer);
    left ??= { kind: 'left', inherited: leave() };
    return left;
  };
  // The browser tells an orphan nothing; its connection to the extension is gone.
  const timer = setInterval(() => {
    if (!browser.runtime?.id) leaveOnce();
  }, ORPHAN_CHECK_MS);

  const channel = await openChannel();
  if (!channel) return { inherited: null };
  const inherited = await ask(channel);
  channel.onmessage = ({ data }) => {
    if (messageFrom(data)?.kind !== 'leave') return;
    channel.postMessage(leaveOnce());
    channel.close();
  };
  return { inherited };
}

/** The copies' own in this document; null where the secret cannot be read, and nothing is handed over. */
async function openChannel(): Promise<BroadcastChannel | null> {
  const secret = await loadPageSecret().catch(() => null);
  // The time at which the document began is the same in all of its worlds; other tabs of the same site have others.
  return secret === null ? null : new BroadcastChannel(`roomtone ${secret} ${performance.timeOrigin}`);
}

function ask(channel: BroadcastChannel): Promise<unknown> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(null), ANSWER_MS);
    channel.onmessage = ({ data }) => {
      const message = messageFrom(data);
      if (message?.kind !== 'left') return;
      clearTimeout(limit);
      resolve(message.inherited);
    };
    channel.postMessage({ kind: 'leave' } satisfies Message);
  });
}
