// Who is spoken of in a mode, as a drawing: three people, and ten dots for one, for all together or for each.
import { type Mode, maySpeakOfIndividuals, readIn } from '../../../call/consent/policy.ts';
import type { Act } from '../../../call/room/types.ts';
import type { Dot } from '../../../theme/dots.ts';
import { ACT_GLYPHS } from '../../../theme/expressions.ts';

const PEOPLE = [12, 36, 60] as const;
const DOTS: readonly (readonly Dot[])[] = [
  ['happy', 'happy', 'happy', 'happy', 'happy', 'happy', 'neutral', 'neutral', 'surprise', null],
  ['neutral', 'neutral', 'neutral', 'neutral', 'neutral', 'neutral', 'neutral', 'sad', 'sad', null],
  ['surprise', 'surprise', 'surprise', 'surprise', 'surprise', 'happy', 'happy', 'neutral', null, null],
];
const ROOM: readonly Dot[] = [
  'neutral',
  'neutral',
  'neutral',
  'neutral',
  'happy',
  'happy',
  'happy',
  'surprise',
  'surprise',
  null,
];

const ACTS: readonly Act[] = ['smiling', 'nodding', 'smiling'];
const SIZE = 13;

/** A sign for each, or one for all together. */
function Acts({ mode }: { mode: Mode }) {
  const signs = maySpeakOfIndividuals(mode) ? PEOPLE.map((x, i) => ({ x, act: ACTS[i] as Act })) : TOGETHER;
  return (
    <>
      {signs.map(({ x, act }) => (
        <g key={x} class="sign" transform={`translate(${x - SIZE / 2} 26) scale(${SIZE / 16})`}>
          <path d={ACT_GLYPHS[act]} />
        </g>
      ))}
    </>
  );
}
const TOGETHER = [
  { x: 27, act: 'smiling' },
  { x: 45, act: 'nodding' },
] as const;

export function ModePicture({ mode }: { mode: Mode }) {
  const isRead = (i: number) => mode !== 'self' || i === 0;
  const isOfMovements = readIn(mode) === 'movements';
  return (
    <svg class="mode-picture dots" width="72" height="40" viewBox="0 0 72 40" aria-hidden="true">
      {PEOPLE.map((x, i) => (
        <path
          key={x}
          class={isRead(i) ? 'one' : 'one other'}
          d={`M${x - 9} 22a9 8 0 0 1 18 0zM${x} 12a5 5 0 1 1 .01 0z`}
        />
      ))}
      {isOfMovements && <Acts mode={mode} />}
      {isOfMovements
        ? null
        : mode === 'group'
          ? ROOM.map((dot, i) => (
              <circle
                key={`${i + 1}`}
                class={`say-${dot ?? 'none'}`}
                cx={5.4 + i * 6.8}
                cy={33}
                r={2.3}
                stroke-width={0.8}
              />
            ))
          : PEOPLE.filter((_, i) => isRead(i)).flatMap((x, person) =>
              DOTS[person]?.map((dot, i) => (
                <circle
                  key={`${x} ${i + 1}`}
                  class={`say-${dot ?? 'none'}`}
                  cx={x + ((i % 5) - 2) * 4.2}
                  cy={i < 5 ? 30.5 : 35.5}
                  r={1.6}
                  stroke-width={0.6}
                />
              )),
            )}
    </svg>
  );
}
