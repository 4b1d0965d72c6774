// Files that are read one after the other: how far, what became of each, and what can be saved of them.
import type { T } from '../../../i18n/t.ts';
import { personWords } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { Glyph } from '../common/Glyph.tsx';
import { Name } from '../common/Name.tsx';
import type { SavedKind, TrialCommands, TrialFile, TrialState } from '../common/trial-link.ts';

/** As many faces of a file are drawn beside its words. */
const MOST_GLYPHS = 6;

function outcomeWords(file: TrialFile, t: T): string {
  const { state, problem, kind, faces } = file;
  if (problem) return t(problem.key, problem.subs);
  if (state === 'waiting') return t('tryFileWaiting');
  if (state === 'reading') return t('tryFileReading');
  if (state === 'left') return t('tryFileLeft');
  if (kind === 'video') {
    const people = peopleIn(file).length;
    return people > 0 ? t('tryFilePeople', [people]) : t('tryFileNoFace');
  }
  if (faces.length === 0) return t('tryFileNoFace');
  const spoken = faces.filter(({ person }) => person.state !== 'excluded');
  return spoken.map(({ person }) => personWords(person, t)).join(t('listSeparator')) || t('selfAsk');
}

/** Numbers of all who were seen in a video. */
export function peopleIn({ moments }: Pick<TrialFile, 'moments'>): number[] {
  const numbers = new Set(moments.flatMap(({ faces }) => faces.map(({ number }) => number)));
  return [...numbers].sort((a, b) => a - b);
}

interface RowProps {
  file: TrialFile;
  isSelected: boolean;
  select: () => void;
}

function Row({ file, isSelected, select }: RowProps) {
  const t = useT();
  return (
    <li class="file">
      <button type="button" class="file-row" aria-current={isSelected} onClick={select}>
        <Name class="file-name" of={file.name} />
        <span class="file-glyphs" aria-hidden="true">
          {file.faces
            .filter(({ person }) => person.state !== 'excluded')
            .slice(0, MOST_GLYPHS)
            .map(({ number, person }) => (
              <Glyph key={number} dot={person.label} size={16} />
            ))}
        </span>
        <span class={file.problem ? 'file-words file-problem' : 'file-words'}>{outcomeWords(file, t)}</span>
      </button>
    </li>
  );
}

interface Props {
  state: TrialState;
  commands: TrialCommands;
  save: (kind: SavedKind) => void;
}

export function FileList({ state, commands, save }: Props) {
  const t = useT();
  const { files, selected, isReading, isPaused, media, saving, canSaveVideo } = state;
  const done = files.filter((file) => file.state === 'done').length;
  const shown = files.find(({ id }) => id === selected);
  const isWritable =
    canSaveVideo && media?.kind === 'video' && shown?.state !== 'reading' && shown?.moments.length !== 0;
  const isVideo = files.some(({ kind, state: s }) => kind === 'video' && s === 'reading');
  return (
    <section class="files" aria-labelledby="files-title">
      <div class="files-head">
        <h2 id="files-title">{t('tryFilesTitle')}</h2>
        <span class="count" role="status">
          {t('tryFilesRead', [done, files.length])}
        </span>
        {isReading && isVideo && (
          <button type="button" class="plain" onClick={() => commands.setPaused(!isPaused)}>
            {t(isPaused ? 'tryResume' : 'tryPause')}
          </button>
        )}
        {isReading ? (
          <button type="button" class="plain" onClick={() => commands.stop()}>
            {t('tryCancel')}
          </button>
        ) : (
          <>
            {files.some((file) => file.state !== 'done') && (
              <button type="button" class="plain" onClick={() => commands.goOn()}>
                {t('tryGoOn')}
              </button>
            )}
            <button type="button" class="plain" onClick={() => commands.clear()}>
              {t('tryClear')}
            </button>
          </>
        )}
      </div>
      {isReading && <progress max={files.length} value={done} aria-label={t('tryFilesRead', [done, files.length])} />}
      {files.length > 1 && (
        <ol class="file-rows">
          {files.map((file) => (
            <Row key={file.id} file={file} isSelected={file.id === selected} select={() => commands.select(file.id)} />
          ))}
        </ol>
      )}
      {done > 0 && (
        <p class="save-files">
          <span>{t('saveReport')}</span>
          <button type="button" class="plain" onClick={() => save('csv')}>
            {t('saveCsv')}
          </button>
          <button type="button" class="plain" onClick={() => save('json')}>
            {t('saveJson')}
          </button>
          {media && media.kind !== 'camera' && (
            <button type="button" class="plain" onClick={() => save('png')}>
              {t('tryAnnotated')}
            </button>
          )}
          {isWritable && typeof saving !== 'number' && (
            <button type="button" class="plain" onClick={() => save('video')}>
              {t('tryAnnotatedVideo')}
            </button>
          )}
        </p>
      )}
      {media?.kind === 'video' && !canSaveVideo && <p class="trial-note">{t('tryVideoUnsavable')}</p>}
      {typeof saving === 'number' && (
        <div class="saving">
          <span id="saving-title">{t('trySaving')}</span>
          <progress value={saving} aria-labelledby="saving-title" />
          <button type="button" class="plain" onClick={() => commands.stopSaving()}>
            {t('trySavingStop')}
          </button>
        </div>
      )}
      {saving === 'failed' && (
        <p class="trial-note" role="alert">
          {t('tryVideoUnsaved')}
        </p>
      )}
    </section>
  );
}
