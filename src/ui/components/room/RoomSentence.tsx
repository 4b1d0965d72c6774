// The whole room at a glance: ten dots, one sentence, and how many people are not in it for which reason.
import type { RoomSummary } from '../../../call/room/types.ts';
import { zeros } from '../../../call/room/votes.ts';
import { mayStand } from '../../../call/room/words.ts';
import { roomSentence, unreadSentence } from '../../../i18n/words.ts';
import { tenDots } from '../../../theme/dots.ts';
import { useT } from '../common/context.ts';
import { Legend } from '../common/Legend.tsx';
import { useSettled } from '../common/settled.ts';
import { TenDots } from '../common/TenDots.tsx';
import { ActFigure } from './Acts.tsx';

export const roomDots = (summary: RoomSummary) => tenDots(summary.votes ?? zeros(), summary.votes ? summary.doubt : 1);

function useHint(summary: RoomSummary): string {
  const t = useT();
  const { people, seen, states, because } = summary;
  if (seen > 0) return unreadSentence(summary, t);
  if (people === 0) return t('hintEmpty');
  if (summary.group) return t(summary.group.withheld === 'settling' ? 'hintGroupSettling' : 'hintGroupTooFew');
  if (because.asked === people) return t('hintAllExcluded');
  if (states.excluded === people) return unreadSentence(summary, t);
  if (states['camera-off'] === people) return t('hintCamerasOff');
  return [unreadSentence(summary, t), t('hintNoFaces')].filter(Boolean).join(t('sentenceSeparator'));
}

/** The room's sentence: held for two seconds, unless the live dots beside it contradict it. */
export function useRoomSentence(summary: RoomSummary): string {
  const t = useT();
  const of = useSettled(summary, 2000, (earlier) => earlier.reads === summary.reads && mayStand(earlier, summary));
  return roomSentence(of, t);
}

export function RoomSentence({ summary }: { summary: RoomSummary }) {
  const dots = roomDots(summary);
  const sentence = useRoomSentence(summary);
  const hint = useSettled(useHint(summary), 2000);
  const figure = useSettled(summary, 1000);
  return (
    <section class="room">
      {summary.reads === 'expressions' && <TenDots dots={dots} width="full" spoken={summary.votes !== null} />}
      <h1>{sentence}</h1>
      {summary.reads === 'movements' && <ActFigure summary={figure} />}
      {summary.votes && <Legend dots={dots} />}
      {hint && <p class="hint">{hint}</p>}
    </section>
  );
}
