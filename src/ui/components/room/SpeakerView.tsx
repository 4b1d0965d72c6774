// For whoever speaks: the ten dots and one sentence, large enough for three metres.
import { useEffect } from 'preact/hooks';
import type { RoomSummary } from '../../../call/room/types.ts';
import { useT } from '../common/context.ts';
import { TenDots } from '../common/TenDots.tsx';
import { ActFigure } from './Acts.tsx';
import { roomDots, useRoomSentence } from './RoomSentence.tsx';

export function SpeakerView({ summary, close }: { summary: RoomSummary; close: () => void }) {
  const t = useT();
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [close]);
  return (
    <main class="speaker">
      {summary.reads === 'expressions' && <TenDots dots={roomDots(summary)} rows={2} width="full" />}
      <h1>{useRoomSentence(summary)}</h1>
      {summary.reads === 'movements' && <ActFigure summary={summary} most={3} />}
      <button type="button" class="plain" onClick={close}>
        {t('speakerViewClose')}
      </button>
    </main>
  );
}
