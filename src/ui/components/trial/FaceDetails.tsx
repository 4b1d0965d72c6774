// For whoever wants to know more: the faces to choose from, the points that were found, the net's own picture, and what it took.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { BackendName } from '../../../engine/types.ts';
import { faceWords } from '../../../i18n/words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { Glyph, StateGlyph } from '../common/Glyph.tsx';
import { Switch } from '../common/Switch.tsx';
import { TenDots } from '../common/TenDots.tsx';
import type { Timing, TrialFace } from '../common/trial-link.ts';
import { BACKEND_NAMES } from '../room/Footer.tsx';

/** Of the net's picture, pixels. */
const SIDE = 48;

interface FacesProps {
  faces: readonly TrialFace[];
  chosen: number | null;
  choose: (number: number) => void;
  /** Says which one is the user, where nobody else may be read. */
  setSelf: (number: number) => void;
}

/** Several faces, of which one is spoken of. */
export function Faces({ faces, chosen, choose, setSelf }: FacesProps) {
  const t = useT();
  return (
    <section class="trial-faces" aria-labelledby="faces-title">
      <h2 id="faces-title">{t('tryFaces')}</h2>
      <ol class="face-rows">
        {faces.map(({ number, person }) => (
          <li key={number}>
            {person.state === 'excluded' ? (
              <button type="button" class="face-row" onClick={() => setSelf(number)}>
                <StateGlyph state="excluded" size={20} />
                <span class="face-words">{t('tryFace', [number, t('selfThis')])}</span>
              </button>
            ) : (
              <button type="button" class="face-row" aria-pressed={number === chosen} onClick={() => choose(number)}>
                {person.votes ? <Glyph dot={person.label} size={24} /> : <UnreadSign state={person.state} />}
                <span class="face-words">{t('tryFace', [number, faceWords(person, t)])}</span>
                {person.votes && <TenDots dots={tenDots(person.votes, person.doubt)} width={84} spoken={false} />}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

type Unread = Parameters<typeof StateGlyph>[0]['state'];

function UnreadSign({ state }: { state: TrialFace['person']['state'] }) {
  return state === 'read' || state === 'unclear' ? (
    <Glyph dot={null} size={24} />
  ) : (
    <StateGlyph state={state satisfies Unread} size={20} />
  );
}

function NetCrop({ number, crop }: { number: number; crop: Uint8ClampedArray }) {
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(SIDE, SIDE);
    for (const [i, gray] of crop.entries()) image.data.set([gray, gray, gray, 255], 4 * i);
    context.putImageData(image, 0, 0);
  }, [crop]);
  return (
    <canvas
      ref={canvas}
      class="net-crop"
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={t('tryCropText', [number])}
    />
  );
}

interface DetailsProps {
  face: TrialFace | null;
  timing: Timing | null;
  backend: BackendName | null;
  shown: { points: boolean; crop: boolean };
  show: (shown: { points: boolean; crop: boolean }) => void;
}

export function FaceDetails({ face, timing, backend, shown, show }: DetailsProps) {
  const t = useT();
  const ms = (value: number) => Math.round(value);
  return (
    <section class="details">
      <Row label={t('tryPoints')} checked={shown.points} set={(points) => show({ ...shown, points })} />
      <Row label={t('tryCrop')} checked={shown.crop} set={(crop) => show({ ...shown, crop })} />
      {shown.crop && face?.crop && <NetCrop number={face.number} crop={face.crop} />}
      {timing && backend && (
        <p class="trial-note">
          {timing.openMs !== null && `${t('tryTimingOpen', [ms(timing.openMs)])} · `}
          {t('tryTiming', [ms(timing.findMs), ms(timing.readMs), t(BACKEND_NAMES[backend])])}
        </p>
      )}
    </section>
  );
}

function Row({ label, checked, set }: { label: string; checked: boolean; set: (checked: boolean) => void }) {
  return (
    <div class="detail">
      <span aria-hidden="true">{label}</span>
      <Switch small label={label} checked={checked} onChange={set} />
    </div>
  );
}
