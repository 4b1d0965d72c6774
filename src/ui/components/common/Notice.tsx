// Every empty state and every error: one sentence that says what to do, and at most one button that does it.
import type { ComponentChildren } from 'preact';
import type { Dot } from '../../../theme/dots.ts';
import { TenDots } from './TenDots.tsx';

const HOLLOW: readonly Dot[] = Array<Dot>(10).fill(null);

interface Props {
  text: string;
  hint?: string;
  /** An error is said at once; an empty state is only there. */
  alert?: boolean;
  children?: ComponentChildren;
}

/** The ten stay where they are, hollow, so that nothing jumps when the room fills. */
export function Notice({ text, hint, alert = false, children }: Props) {
  return (
    <section class="room" role={alert ? 'alert' : undefined}>
      <TenDots dots={HOLLOW} width="full" spoken={false} />
      <h1>{text}</h1>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </section>
  );
}
