// Starts, saves and discards a recording of readings: numbers that can be played again, no pictures and no names.
import type { Snapshot } from '../../../call/snapshot.ts';
import { useT } from '../common/context.ts';
import type { Commands } from '../common/link.ts';

interface Props {
  recording: Snapshot['recording'];
  /** Epoch milliseconds. */
  now: number;
  commands: Commands;
}

/** "0:42", "61:05" */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function Recorder({ recording, now, commands }: Props) {
  const t = useT();
  if (!recording)
    return (
      <button type="button" class="plain quiet-line" onClick={() => commands.setRecording(true)}>
        {t('recordReadings')}
      </button>
    );
  return (
    <section class="recorder">
      {recording.isFull ? (
        <p role="status">{t('recordingFull')}</p>
      ) : (
        <p>{t('recordingSince', [clock(recording.events > 0 ? now - recording.since : 0)])}</p>
      )}
      <p class="buttons">
        <button type="button" class="button" disabled={recording.events === 0} onClick={() => commands.saveRecording()}>
          {t('recordSave')}
        </button>
        <button type="button" class="button" onClick={() => commands.setRecording(false)}>
          {t('recordDiscard')}
        </button>
      </p>
    </section>
  );
}
