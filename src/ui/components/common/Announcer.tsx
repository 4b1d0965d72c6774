// Says the room's sentence to a screen reader, seldom enough to listen to the call meanwhile.
import { useSettled } from './settled.ts';

const SECONDS_BETWEEN = 10;

export function Announcer({ text }: { text: string }) {
  return (
    <p class="unseen" aria-live="polite">
      {useSettled(text, SECONDS_BETWEEN * 1000)}
    </p>
  );
}
