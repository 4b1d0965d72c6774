// Some of the people of the practice call, as they look at one moment of it.
import { drawCamera } from '../../practice/cameras.ts';
import { PEOPLE } from '../../practice/people.ts';

/** Who, and at which second of the call. */
const SHOWN = [
  [0, 12],
  [2, 24],
  [3, 30],
  [5, 12],
] as const;

export function Portraits() {
  return (
    <div class="portraits" aria-hidden="true">
      {SHOWN.map(([nth, seconds]) => (
        <canvas
          key={nth}
          width={320}
          height={180}
          ref={(canvas) => {
            const person = PEOPLE[nth];
            if (canvas && person) drawCamera(canvas, person, nth, seconds);
          }}
        />
      ))}
    </div>
  );
}
