// A room in full, live or from a recording: the whole at a glance, then the last minutes, then each person.
import type { Room } from '../../../call/room/types.ts';
import { movementsSentence } from '../../../i18n/words.ts';
import { useT } from '../common/context.ts';
import { useSettled } from '../common/settled.ts';
import { ActCourse } from './Acts.tsx';
import { Moments } from './Moments.tsx';
import { type Deciding, PeopleList } from './PeopleList.tsx';
import { RoomSentence } from './RoomSentence.tsx';
import { Scales } from './Scales.tsx';
import { SPAN_MS, STEP_MS, StackedBand } from './StackedBand.tsx';

interface Props {
  room: Room;
  surface: 'popup' | 'panel';
  deciding?: Deciding;
}

export function RoomView({ room, surface, deciding }: Props) {
  const t = useT();
  const isOfMovements = room.summary.reads === 'movements';
  const heads = useSettled(movementsSentence(room.summary, t), 2000);
  return (
    <>
      <RoomSentence summary={room.summary} />
      {surface === 'panel' && !isOfMovements && <Scales summary={room.summary} />}
      {surface === 'panel' && heads && <p class="heads">{heads}</p>}
      {isOfMovements && room.course.length > 0 && (
        <section class="band" aria-labelledby="band-title">
          <h2 id="band-title">{t('band')}</h2>
          <ActCourse points={room.course} from={room.at - SPAN_MS} to={room.at} stepMs={STEP_MS} />
          <p class="axis" aria-hidden="true">
            <span>{t('bandStart')}</span>
            <span>{t('bandNow')}</span>
          </p>
        </section>
      )}
      {!isOfMovements && (room.summary.seen > 0 || room.timeline.length > 0) && (
        <StackedBand timeline={room.timeline} now={room.at} height={surface === 'popup' ? 48 : 96} />
      )}
      {surface === 'panel' && room.moments.length > 0 && <Moments moments={room.moments} />}
      {room.participants.length > 0 && (
        <PeopleList participants={room.participants} now={room.at} reads={room.summary.reads} deciding={deciding} />
      )}
    </>
  );
}
