// The try-it page: one's own face, or those in pictures and videos, and what ten people would say of them.
import type { ReadonlySignal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { DEFAULTS } from '../../../call/room/participant.ts';
import type { Participant } from '../../../call/room/types.ts';
import { actsBeside, actWord, faceWords, looksToTen, personWords, wordFor } from '../../../i18n/words.ts';
import { countDots, type Dot, tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { DocumentLinks } from '../common/DocumentLinks.tsx';
import { ActGlyph, Glyph } from '../common/Glyph.tsx';
import { Header } from '../common/Header.tsx';
import { useSettled } from '../common/settled.ts';
import type { Problem, TrialCommands, TrialFace, TrialState } from '../common/trial-link.ts';
import { Progress } from '../room/Progress.tsx';
import { Asking } from './Asking.tsx';
import { Clip } from './Clip.tsx';
import { FaceDetails, Faces } from './FaceDetails.tsx';
import { Figures } from './Figures.tsx';
import { FileList } from './FileList.tsx';
import { Stage } from './Stage.tsx';
import { Timelines } from './Timelines.tsx';

const HOLLOW: Dot[] = Array<null>(10).fill(null);

/** Takes what is dropped anywhere on the page, which the browser otherwise opens, and what is pasted; true while something hovers. */
function useDrop(take: (data: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  // Before the page is seen: a file may be let go at once.
  useLayoutEffect(() => {
    const page = new AbortController();
    const { signal } = page;
    addEventListener(
      'dragover',
      (event) => {
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    addEventListener('dragleave', () => setOver(false), { signal });
    addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) latest.current(event.dataTransfer);
      },
      { signal },
    );
    addEventListener('paste', ({ clipboardData }) => clipboardData && latest.current(clipboardData), { signal });
    return () => page.abort();
  }, []);
  return over;
}

type Verdict = { title: string; hint: string };

/** What to say while there is no face to speak of. */
function useNobody({ media, faces, files, selected, isReading }: TrialState): Verdict {
  const t = useT();
  const file = files.find(({ id }) => id === selected);
  const isComing = file ? isReading && !file.problem : media !== null;
  if (!media)
    return isComing
      ? { title: `${t('tryReading')}…`, hint: '' }
      : { title: t('tryWaiting'), hint: t('tryWaitingHint') };
  if (media.kind === 'camera')
    return faces ? { title: t('tryNoFace'), hint: t('tryNoFaceHint') } : { title: `${t('tryReading')}…`, hint: '' };
  if (media.kind === 'video')
    return { title: faces ? t('tryNoFaceMoment') : isReading ? `${t('tryReading')}…` : t('tryMomentUnread'), hint: '' };
  return { title: t('tryNoFacePicture'), hint: t('tryNoFacePictureHint') };
}

function useVerdict(person: Participant | null, face: TrialFace | null, state: TrialState): Verdict {
  const t = useT();
  const nobody = useNobody(state);
  if (!person || !face) return nobody;
  const isCamera = state.media?.kind === 'camera';
  if (person.state === 'excluded') return { title: t('selfAsk'), hint: t('selfAskHint') };
  if (person.state === 'no-face') return { title: t('tryNoFace'), hint: isCamera ? t('tryNoFaceHint') : '' };
  if (person.state === 'too-small') {
    const width = Math.round(face.box.width);
    return {
      title: t('tryTooSmall'),
      hint: t.counted(isCamera ? 'tryTooSmallHint' : 'tryTooSmallPictureHint', width, [width, DEFAULTS.minFacePx]),
    };
  }
  if (person.state === 'turned-away') return { title: t('tryTurnedAway'), hint: t('tryTurnedAwayHint') };
  if (person.votes && person.label)
    return { title: looksToTen(person.label, tenDots(person.votes, person.doubt), t), hint: '' };
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

/** What face and head do, beside how the face looks. */
function Doing({ person }: { person: Participant }) {
  const t = useT();
  const acts = actsBeside(person);
  if (acts.length === 0) return null;
  return (
    <ul class="doing">
      {acts.map((act) => (
        <li key={act}>
          <ActGlyph act={act} size={24} />
          {actWord(act, t)}
        </li>
      ))}
    </ul>
  );
}

/** Files of any kind: what is none of ours is told of, not hidden. */
function Choosers({ open }: { open: (files: readonly File[]) => void }) {
  const t = useT();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const chosen = (input: HTMLInputElement) => {
    open([...(input.files ?? [])]);
    // Lets the same file be chosen again.
    input.value = '';
  };
  const hidden = { class: 'unseen', type: 'file', multiple: true, tabIndex: -1, 'aria-hidden': 'true' } as const;
  return (
    <>
      <button type="button" class="button" onClick={() => files.current?.click()}>
        {t('tryFiles')}
      </button>
      <button type="button" class="button" onClick={() => folder.current?.click()}>
        {t('tryFolder')}
      </button>
      <input
        {...hidden}
        ref={files}
        accept="image/*,video/*,.heic,.heif,.mkv"
        onChange={(event) => chosen(event.currentTarget)}
      />
      <input
        {...hidden}
        ref={(input) => {
          folder.current = input;
          input?.setAttribute('webkitdirectory', '');
        }}
        onChange={(event) => chosen(event.currentTarget)}
      />
    </>
  );
}

function CameraButtons({ state, commands }: { state: TrialState; commands: TrialCommands }) {
  const t = useT();
  const { media, cameras, camera, asking, problem } = state;
  if (problem?.again)
    return (
      <button type="button" class="button" onClick={() => commands.tryAgain()}>
        {t('tryAgain')}
      </button>
    );
  if (media?.kind !== 'camera')
    return (
      <button type="button" class="button" disabled={asking} onClick={() => commands.useCamera()}>
        {t('tryCamera')}
      </button>
    );
  return (
    <>
      <button type="button" class="button" onClick={() => commands.stop()}>
        {t('tryCameraStop')}
      </button>
      {cameras.length > 1 && (
        <select
          class="button"
          aria-label={t('tryCameraChoice')}
          value={camera ?? undefined}
          onChange={(event) => commands.useCamera(event.currentTarget.value)}
        >
          {cameras.map(({ id, name }, i) => (
            <option key={id} value={id}>
              {name || t('tryCameraNumber', [i + 1])}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** What stands where nothing is shown. */
function EmptyStage({ problem, isComing }: { problem: Problem | null; isComing: boolean }) {
  const t = useT();
  return (
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
        <p>{isComing ? `${t('tryReading')}…` : t('tryDrop')}</p>
      )}
    </div>
  );
}

interface Props {
  state: ReadonlySignal<TrialState>;
  commands: TrialCommands;
}

export function TrialView({ state, commands }: Props) {
  const t = useT();
  const now = state.value;
  const { media, progress } = now;
  const faces = now.faces ?? [];
  const [wanted, choose] = useState<number | null>(null);
  const [shown, show] = useState({ points: false, crop: false });
  const spoken = faces.filter((one) => one.person.state !== 'excluded');
  const face = spoken.find(({ number }) => number === wanted) ?? spoken[0] ?? faces[0] ?? null;
  const person = face?.person ?? null;
  const file = now.files.find(({ id }) => id === now.selected) ?? null;
  const problem = now.problem ?? file?.problem ?? null;
  const dots = person?.votes ? tenDots(person.votes, person.doubt) : HOLLOW;
  // The count beside a word changes with every observation: it is held for a second, the word no longer than it stands.
  const said = useSettled(
    person,
    media?.kind === 'camera' ? 1000 : 0,
    (held) => held?.id === person?.id && held?.label === person?.label && held?.state === person?.state,
  );
  const verdict = useVerdict(said, face, now);
  const over = useDrop(commands.openFrom);
  const [isAsking, setAsking] = useState(false);
  const { answer } = commands;
  const ask = () => {
    // No camera is on that nobody sees.
    if (media?.kind === 'camera') commands.stop();
    setAsking(true);
  };
  const asks = answer && (isAsking || now.problem?.key === 'phaseSetup');
  return (
    <div class="tryit-page">
      <Header />
      <main>
        <div class="intro">
          <h1>{t('tryTitle')}</h1>
          <p>{t('tryLead')}</p>
        </div>
        {asks ? (
          <Asking
            initial={now.answers}
            answer={(given) => {
              setAsking(false);
              answer(given);
            }}
          />
        ) : (
          <>
            <section class={over ? 'source over' : 'source'}>
              {media ? (
                <Stage
                  media={media}
                  // Who is not found at the moment has no place.
                  faces={faces.filter((one) => one.person.state !== 'no-face')}
                  chosen={spoken.length > 0 ? (face?.number ?? null) : null}
                  showsPoints={shown.points}
                  isFree={file?.state !== 'reading' || now.isPaused}
                />
              ) : (
                <EmptyStage problem={problem} isComing={file !== null && now.isReading} />
              )}
              {media && problem && (
                <p class="hint" role="alert">
                  {t(problem.key, problem.subs)}
                </p>
              )}
              {file && media?.kind === 'video' && file.duration > 0 && (
                <Timelines file={file} at={now.at} seek={commands.seek} />
              )}
              <div class="actions">
                <CameraButtons state={now} commands={commands} />
                <Choosers open={commands.open} />
              </div>
              <p class="trial-note">
                {t('tryStays')} {now.isOnlySelf && t('maySelf')}
              </p>
              {now.files.length > 0 && (
                <FileList
                  state={now}
                  commands={commands}
                  save={(kind) => commands.save(kind, ({ person: shown }) => faceWords(shown, t))}
                />
              )}
            </section>
            <section class="verdict">
              {progress ? (
                <Progress progress={progress} />
              ) : (
                <>
                  <Figures dots={dots} />
                  <h2 class="large" aria-live="polite">
                    {verdict.title}
                  </h2>
                  {said && <Doing person={said} />}
                  {verdict.hint && <p class="hint">{verdict.hint}</p>}
                  {person?.votes && <Said dots={dots} />}
                  {faces.length > 1 && (
                    <Faces faces={faces} chosen={face?.number ?? null} choose={choose} setSelf={commands.setSelf} />
                  )}
                  {media && (
                    <FaceDetails face={face} timing={now.timing} backend={now.backend} shown={shown} show={show} />
                  )}
                </>
              )}
            </section>
            {file?.report && file.state !== 'reading' && media?.kind === 'video' && (
              <Clip report={file.report} moments={file.moments} seek={commands.seek} />
            )}
          </>
        )}
        <p class="caveat">{t('tryCaveat')}</p>
      </main>
      <footer>
        <DocumentLinks answers={answer ? ask : true} />
      </footer>
    </div>
  );
}
