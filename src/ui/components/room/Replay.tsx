// Plays a recording of readings in the same views as a live room.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { parseRecording, type Recording } from '../../../call/report/recording.ts';
import { useT } from '../common/context.ts';
import { Header } from '../common/Header.tsx';
import { useTimes } from '../common/times.ts';
import { Player } from './player.ts';
import { clock } from './Recorder.tsx';
import { RoomView } from './RoomView.tsx';

/** How often the room is drawn while it plays, milliseconds: as often as a live one tells how it is. */
const STEP_MS = 500;
const SPEEDS = [1, 4, 16] as const;

export function OpenRecording({ open }: { open: (recording: Recording) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');
  const read = async (file: File | undefined) => {
    if (!file) return;
    const recording = parseRecording(await file.text().catch(() => ''));
    if (recording) open(recording);
    else setProblem(t('recordingBad', [file.name]));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          void read(event.currentTarget.files?.[0]);
          // The same file can be chosen once more.
          event.currentTarget.value = '';
        }}
      />
      <button type="button" class="plain quiet-line" onClick={() => input.current?.click()}>
        {t('openRecording')}
      </button>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

export function ReplayView({ recording, close }: { recording: Recording; close: () => void }) {
  const t = useT();
  const player = useMemo(() => new Player(recording), [recording]);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<number>(1);
  const [playing, setPlaying] = useState(true);
  const over = at >= player.length;
  useEffect(() => {
    if (!playing || over) return;
    const timer = setInterval(() => setAt((ms) => Math.min(player.length, ms + STEP_MS * speed)), STEP_MS);
    return () => clearInterval(timer);
  }, [playing, over, speed, player]);
  const room = useMemo(() => player.roomAt(at), [player, at]);
  const { dateTime } = useTimes();
  const play = () => {
    if (over) setAt(0);
    setPlaying(over || !playing);
  };
  return (
    <>
      <Header subject={t('replayTitle', [dateTime(player.startsAt)])} />
      <main>
        <section class="player">
          <button type="button" class="button" onClick={play}>
            {t(playing && !over ? 'replayPause' : 'replayPlay')}
          </button>
          <input
            type="range"
            aria-label={t('replaySeek')}
            aria-valuetext={clock(at)}
            min={0}
            max={player.length}
            step={1000}
            value={at}
            onInput={(event) => setAt(Number(event.currentTarget.value))}
          />
          <span class="clock">{`${clock(at)} / ${clock(player.length)}`}</span>
          <select
            aria-label={t('replaySpeed')}
            value={String(speed)}
            onChange={(event) => setSpeed(Number(event.currentTarget.value))}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={String(one)} aria-label={t.counted('replayTimes', one)}>
                {`${one} ×`}
              </option>
            ))}
          </select>
        </section>
        <RoomView room={room} surface="panel" />
        <button type="button" class="button wide" onClick={close}>
          {t('replayClose')}
        </button>
      </main>
    </>
  );
}
