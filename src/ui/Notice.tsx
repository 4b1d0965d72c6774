// Every empty state and every error: what is so, what to do, and at most one button that does it.
import type { ComponentChildren } from 'preact';

interface Props {
  title: string;
  text: string;
  /** An error is said at once; an empty state is only there. */
  alert?: boolean;
  children?: ComponentChildren;
}

export function Notice({ title, text, alert = false, children }: Props) {
  return (
    <section class="notice" role={alert ? 'alert' : undefined}>
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  );
}
