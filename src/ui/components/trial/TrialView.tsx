// The try-it page: one's own face, or one in a picture, and what ten people would say of it.
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { DEFAULTS } from '../../../call/room/participant.ts';
import { looksToTen, personWords, wordFor } from '../../../i18n/words.ts';
import { countDots, type Dot, tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { Glyph } from '../common/Glyph.tsx';
import { Header } from '../common/Header.tsx';
import { useSettled } from '../common/settled.ts';
import type { Media, TrialCommands, TrialState } from '../common/trial-link.ts';
import { Progress } from '../room/Progress.tsx';
import { Figures } from './Figures.tsx';

const HOLLOW: Dot[] = Array<null>(10).fill(null);

/** The camera or the picture, with a frame around the face. */
function Stage({ media, face }: { media: Media; face: TrialState['face'] }) {
  const t = useT();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const { width, height } =
    media.kind === 'picture' ? { width: media.image.naturalWidth, height: media.image.naturalHeight } : size;
  return (
    <div class={media.kind === 'camera' ? 'stage mirrored' : 'stage'}>
      {media.kind === 'camera' ? (
        <video
          autoplay
          muted
          playsInline
          aria-label={t('tryVideoText')}
          ref={(video) => {
            if (video && video.srcObject !== media.stream) video.srcObject = media.stream;
          }}
          onLoadedMetadata={({ currentTarget: v }) => setSize({ width: v.videoWidth, height: v.videoHeight })}
        />
      ) : (
        <img src={media.image.src} alt={t('tryPictureText')} />
      )}
      {face && width > 0 && (
        <svg class="ring" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <rect
            x={face.x}
            y={face.y}
            width={face.width}
            height={face.height}
            rx={face.width / 8}
            vector-effect="non-scaling-stroke"
          />
        </svg>
      )}
    </div>
  );
}

/** Takes a file that is dropped anywhere on the page, which the browser otherwise opens; true while one hovers. */
function useDrop(open: (file: File | undefined) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    const page = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      addEventListener(type, act, { signal: page.signal });
    on('dragover', (event) => {
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', () => setOver(false));
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      latest.current(event.dataTransfer?.files[0]);
    });
    return () => page.abort();
  }, []);
  return over;
}

function useVerdict({ person, media, face }: TrialState): { title: string; hint: string } {
  const t = useT();
  if (!media) return { title: t('tryWaiting'), hint: t('tryWaitingHint') };
  if (!person) return { title: `${t('tryReading')}…`, hint: '' };
  const picture = media.kind === 'picture';
  if (person.state === 'no-face') {
    return picture
      ? { title: t('tryNoFacePicture'), hint: t('tryNoFacePictureHint') }
      : { title: t('tryNoFace'), hint: t('tryNoFaceHint') };
  }
  if (person.state === 'too-small') {
    const sizes = [Math.round(face?.width ?? 0), DEFAULTS.minFacePx];
    return { title: t('tryTooSmall'), hint: t(picture ? 'tryTooSmallPictureHint' : 'tryTooSmallHint', sizes) };
  }
  if (person.state === 'turned-away') return { title: t('tryTurnedAway'), hint: t('tryTurnedAwayHint') };
  if (person.votes && person.label) {
    return { title: looksToTen(person.label, tenDots(person.votes, person.doubt), t), hint: '' };
  }
  return { title: personWords(person, t), hint: t('tryUnclearHint') };
}

function Said({ dots }: { dots: readonly Dot[] }) {
  const t = useT();
  return (
    <ul class="said" aria-label={t('tryLegend')}>
      {countDots(dots).map(({ dot, count }) => (
        <li key={dot ?? 'none'}>
          <Glyph dot={dot} size={24} />
          <span>{dot === null ? t('tryUnclearRow') : wordFor(dot, t)}</span>
          <strong>{count}</strong>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  state: ReadonlySignal<TrialState>;
  commands: TrialCommands;
}

export function TrialView({ state, commands }: Props) {
  const t = useT();
  const chooser = useRef<HTMLInputElement>(null);
  const now = state.value;
  const { media, problem, progress, person } = now;
  const dots = person?.votes ? tenDots(person.votes, person.doubt) : HOLLOW;
  // The count beside a word changes with every observation: it is held for a second, the word no longer than it stands.
  const said = useSettled(
    person,
    media?.kind === 'camera' ? 1000 : 0,
    (held) => held?.label === person?.label && held?.state === person?.state,
  );
  const verdict = useVerdict({ ...now, person: said });
  const { title } = verdict;
  const open = (file: File | undefined) => file && commands.usePicture(file);
  const over = useDrop(open);
  return (
    <div class="tryit-page">
      <Header />
      <main>
        <div class="intro">
          <h1>{t('tryTitle')}</h1>
          <p>{t('tryLead')}</p>
        </div>
        <section class={over ? 'source over' : 'source'}>
          {media ? (
            <Stage media={media} face={now.face} />
          ) : (
            <div class="stage empty">
              {problem ? (
                <p role="alert">
                  {t(problem.key, problem.subs) || t('errorUnknown')}
                  {problem.key === 'phaseSetup' && (
                    <>
                      {' '}
                      <a href="welcome.html">{t('openWelcome')}</a>
                    </>
                  )}
                </p>
              ) : (
                <p>{t('tryDrop')}</p>
              )}
            </div>
          )}
          <div class="actions">
            {problem?.again ? (
              <button type="button" class="button" onClick={() => commands.tryAgain()}>
                {t('tryAgain')}
              </button>
            ) : media?.kind === 'camera' ? (
              <button type="button" class="button" onClick={() => commands.stop()}>
                {t('tryCameraStop')}
              </button>
            ) : (
              <button type="button" class="button" disabled={now.asking} onClick={() => commands.useCamera()}>
                {t('tryCamera')}
              </button>
            )}
            <button type="button" class="button" onClick={() => chooser.current?.click()}>
              {t('tryPicture')}
            </button>
            <input
              ref={chooser}
              class="unseen"
              type="file"
              accept="image/*"
              tabIndex={-1}
              aria-hidden="true"
              onChange={({ currentTarget }) => {
                open(currentTarget.files?.[0]);
                // Lets the same file be chosen again.
                currentTarget.value = '';
              }}
            />
          </div>
        </section>
        <section class="verdict">
          {progress ? (
            <Progress progress={progress} />
          ) : (
            <>
              <Figures dots={dots} />
              <h2 class="large" aria-live="polite">
                {title}
              </h2>
              {verdict.hint && <p class="hint">{verdict.hint}</p>}
              {person?.votes && <Said dots={dots} />}
            </>
          )}
        </section>
        <p class="caveat">{t('tryCaveat')}</p>
      </main>
    </div>
  );
}
