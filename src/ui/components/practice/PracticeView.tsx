// The practice call: people who are drawn, in tiles that are read as those of any call, and beside them what the popup shows.
import type { ReadonlySignal } from '@preact/signals';
import { isReading, type Snapshot } from '../../../call/snapshot.ts';
import { PEOPLE, type Person } from '../../practice/people.ts';
import { Brand } from '../common/Brand.tsx';
import { useT } from '../common/context.ts';
import { Header } from '../common/Header.tsx';
import type { Commands, Link, SaveProblem } from '../common/link.ts';
import { Notice } from '../common/Notice.tsx';
import type { PracticeCommands } from '../common/practice-link.ts';
import { Switch } from '../common/Switch.tsx';
import { MODE_WORDS } from '../common/settings-words.ts';
import { Live } from '../room/RoomApp.tsx';

/** Not before the three questions are answered, nor where Roomtone is switched off or there is no call. */
const isSwitchable = (snapshot: Snapshot) =>
  snapshot.phase === 'off' || snapshot.phase === 'error' || isReading(snapshot);

interface Props {
  /** Of everybody's camera, in the order of PEOPLE; none while there is no call. */
  streams: ReadonlySignal<readonly MediaStream[]>;
  practice: PracticeCommands;
  link: ReadonlySignal<Link>;
  commands: Commands;
  problem: ReadonlySignal<SaveProblem | null>;
}

export function PracticeView({ streams, practice, link, commands, problem }: Props) {
  const t = useT();
  const cameras = streams.value;
  const snapshot = link.value.kind === 'live' ? link.value.snapshot : null;
  return (
    <div class="practice-page">
      <Header>
        {cameras.length > 0 && (
          <button type="button" class="button" onClick={() => practice.end()}>
            {t('practiceEnd')}
          </button>
        )}
      </Header>
      <main>
        <section class="intro">
          <h1>{t('practiceTitle')}</h1>
          <p>{t('practiceLead')}</p>
          {snapshot && isSwitchable(snapshot) && <p class="hint">{t(MODE_WORDS[snapshot.settings.mode][1])}</p>}
        </section>
        {cameras.length > 0 ? (
          <section class="tiles" aria-label={t('practiceTitle')}>
            {PEOPLE.map((person, i) => (
              <Tile key={person.name} person={person} stream={cameras[i]} isSelf={i === PEOPLE.length - 1} />
            ))}
          </section>
        ) : (
          <section class="over">
            <Notice text={t('practiceOver')}>
              <button type="button" class="button" onClick={() => practice.start()}>
                {t('practiceOpen')}
              </button>
            </Notice>
          </section>
        )}
        <Pane link={link.value} commands={commands} problem={problem.value} />
      </main>
    </div>
  );
}

function Tile({ person, stream, isSelf }: { person: Person; stream: MediaStream | undefined; isSelf: boolean }) {
  const t = useT();
  const { name } = person;
  return (
    <figure data-practice-person={name} {...(isSelf && { 'data-practice-self': '' })}>
      <video
        autoplay
        muted
        playsInline
        aria-label={name}
        ref={(video) => {
          if (video && stream && video.srcObject !== stream) video.srcObject = stream;
        }}
      />
      <figcaption>
        <bdi>{name}</bdi>
        {isSelf && ` (${t('you')})`}
      </figcaption>
    </figure>
  );
}

/** What the popup shows of this call, by the popup's own parts. */
function Pane({ link, commands, problem }: { link: Link; commands: Commands; problem: SaveProblem | null }) {
  const t = useT();
  if (link.kind !== 'live') return <div class="pane" />;
  const { snapshot } = link;
  return (
    <section class="pane" aria-label={t('extName')}>
      <div class="pane-head">
        <Brand size={24} />
        <strong>{t('extName')}</strong>
        <Switch
          label={t('switchReading')}
          checked={isReading(snapshot)}
          disabled={!isSwitchable(snapshot)}
          onChange={(on) => commands.setReading(on)}
        />
      </div>
      {problem && (
        <p class="problem" role="alert">
          {t(problem)}
        </p>
      )}
      <Live snapshot={snapshot} commands={commands} surface="popup" />
      {commands.openPanel && (
        <button type="button" class="plain" onClick={() => commands.openPanel?.()}>
          {t('openPanel')}
        </button>
      )}
    </section>
  );
}
