// Popup and side panel: one view of one tab's room, in every state that the tab can be in.
import type { ReadonlySignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { mayRecord } from '../../../call/call.ts';
import type { Recording } from '../../../call/report/recording.ts';
import { isReading, type Snapshot } from '../../../call/snapshot.ts';
import type { MessageKey } from '../../../i18n/t.ts';
import { roomSentence } from '../../../i18n/words.ts';
import { Announcer } from '../common/Announcer.tsx';
import { useT } from '../common/context.ts';
import { Header } from '../common/Header.tsx';
import type { Commands, Link, SaveProblem } from '../common/link.ts';
import { Notice } from '../common/Notice.tsx';
import { Switch } from '../common/Switch.tsx';
import { Controls } from './Controls.tsx';
import { Footer } from './Footer.tsx';
import { LayoutReport } from './LayoutReport.tsx';
import { Progress } from './Progress.tsx';
import { Recorder } from './Recorder.tsx';
import { OpenRecording, ReplayView } from './Replay.tsx';
import { RoomView } from './RoomView.tsx';
import { SpeakerView } from './SpeakerView.tsx';
import { TellOthers } from './TellOthers.tsx';
import { WhoAreYou } from './WhoAreYou.tsx';

/** Errors that trying again does not mend; their sentences say what does. */
const NOTHING_MENDS: readonly string[] = [
  'errorBrowserTooOld',
  'errorModelBroken',
  'errorNoBackend',
  'errorWrongAnswers',
];

interface Props {
  link: ReadonlySignal<Link>;
  commands: Commands;
  /** What the last command led to where it failed. */
  problem: ReadonlySignal<SaveProblem | null>;
  surface: 'popup' | 'panel';
}

function NoCall() {
  const t = useT();
  return (
    <Notice text={t('emptyNoCall')}>
      <a class="button" href="tryit.html" target="_blank" rel="noreferrer">
        {t('openTryIt')}
      </a>
    </Notice>
  );
}

function InFrame({ site, readSite }: { site: string | null; readSite: Commands['readSite'] }) {
  const t = useT();
  if (site === null) return <Notice text={t('emptyFrameClosed')} />;
  return (
    <Notice text={t('emptyFrame', [site.replace(/^https?:\/\/|\/\*$/g, '')])} hint={t('hintForeign')}>
      <button type="button" class="button" onClick={() => readSite(site)}>
        {t('allowSite')}
      </button>
    </Notice>
  );
}

function Failure({ error, commands }: { error: string; commands: Commands }) {
  const t = useT();
  // The key comes from the page, which may be of another version; a key without words still gets a sentence.
  const text = t(error as MessageKey) || t('errorUnknown');
  return (
    <Notice text={text} alert>
      {!NOTHING_MENDS.includes(error) && (
        <button type="button" class="button" onClick={() => commands.setReading(true)}>
          {t('tryAgain')}
        </button>
      )}
    </Notice>
  );
}

/** A button to the report of the call that is over. */
function LastReport({ snapshot, commands }: { snapshot: Snapshot; commands: Commands }) {
  const t = useT();
  if (!snapshot.hasReport) return null;
  return (
    <button type="button" class="button" onClick={() => commands.openReport()}>
      {t('reportLast')}
    </button>
  );
}

/** What is shown of a page that answers. */
export function Live({
  snapshot,
  commands,
  surface,
}: {
  snapshot: Snapshot;
  commands: Commands;
  surface: Props['surface'];
}) {
  const t = useT();
  const tellOthers = (
    <TellOthers
      mode={snapshot.settings.mode}
      pageLanguage={snapshot.pageLanguage}
      translation={commands.translation}
      copy={commands.copy}
    />
  );
  switch (snapshot.phase) {
    case 'disabled':
      return <Notice text={t('phaseDisabled')} />;
    case 'setup':
      return (
        <Notice text={t('phaseSetup')} hint={t('hintSetup')}>
          <button type="button" class="button" onClick={() => commands.openWelcome()}>
            {t('openWelcome')}
          </button>
        </Notice>
      );
    case 'no-call':
      return snapshot.hasReport ? (
        <Notice text={t('emptyNoCall')}>
          <LastReport snapshot={snapshot} commands={commands} />
        </Notice>
      ) : (
        <NoCall />
      );
    case 'error':
      return <Failure error={snapshot.error ?? 'errorUnknown'} commands={commands} />;
    case 'off':
      return (
        <>
          <Notice text={t('phaseOff')} hint={t('hintOff')}>
            <LastReport snapshot={snapshot} commands={commands} />
          </Notice>
          {tellOthers}
        </>
      );
    case 'starting':
      return <Progress progress={snapshot.progress} />;
    case 'on':
      return (
        <>
          {snapshot.isLate && (
            <p class="problem" role="status">
              {t('engineLate')}
            </p>
          )}
          {snapshot.selfCandidates ? (
            <WhoAreYou candidates={snapshot.selfCandidates} setSelf={commands.setSelf} />
          ) : (
            <RoomView
              room={snapshot.room}
              surface={surface}
              deciding={{
                blockedNames: snapshot.blockedNames,
                selfPicked: snapshot.selfPicked,
                setExcluded: commands.setExcluded,
                setBlocked: commands.setBlocked,
                setSelf: commands.setSelf,
              }}
            />
          )}
          {tellOthers}
          <Controls snapshot={snapshot} commands={commands} />
        </>
      );
  }
}

/** What a screen reader says aloud. */
function useSpoken(link: Link): string {
  const t = useT();
  if (link.kind !== 'live') return '';
  const { phase, room, selfCandidates } = link.snapshot;
  if (phase === 'on' && selfCandidates) return t(selfCandidates.length > 0 ? 'selfAsk' : 'selfNone');
  if (phase === 'on') return roomSentence(room.summary, t);
  if (phase === 'starting') return t('phaseStarting');
  return phase === 'off' ? t('phaseOff') : '';
}

export function RoomApp({ link, commands, problem, surface }: Props) {
  const t = useT();
  const [speaking, setSpeaking] = useState(false);
  const [recording, setRecording] = useState<Recording | null>(null);
  const now = link.value;
  const snapshot = now.kind === 'live' ? now.snapshot : null;
  const phase = snapshot?.phase ?? 'no-call';
  const spoken = useSpoken(now);
  const isAsking = snapshot?.selfCandidates != null;
  if (speaking && snapshot?.phase === 'on' && !isAsking) {
    return <SpeakerView summary={snapshot.room.summary} close={() => setSpeaking(false)} />;
  }
  if (recording) return <ReplayView recording={recording} close={() => setRecording(null)} />;
  return (
    <>
      <Header subject={snapshot?.platform}>
        <Switch
          label={t('switchReading')}
          checked={snapshot !== null && isReading(snapshot)}
          disabled={phase === 'no-call' || phase === 'disabled' || phase === 'setup'}
          onChange={(on) => commands.setReading(on)}
        />
      </Header>
      <main>
        {problem.value && (
          <p class="problem" role="alert">
            {t(problem.value)}
          </p>
        )}
        {now.kind === 'connecting' && <Notice text=" " />}
        {now.kind === 'silent' &&
          (now.why === 'no-call' ? (
            <NoCall />
          ) : (
            <Notice text={t(now.why === 'reload' ? 'emptyReload' : 'emptyNoAnswer')}>
              <button type="button" class="button" onClick={() => commands.reloadTab()}>
                {t('reload')}
              </button>
            </Notice>
          ))}
        {now.kind === 'foreign' && (
          <Notice text={t('emptyForeign')} hint={t('hintForeign')}>
            <button type="button" class="button" onClick={() => commands.readSite(now.site)}>
              {t('readThisPage')}
            </button>
          </Notice>
        )}
        {now.kind === 'frame' && <InFrame site={now.site} readSite={commands.readSite} />}
        {snapshot && <Live snapshot={snapshot} commands={commands} surface={surface} />}
        {surface === 'panel' && phase === 'on' && !isAsking && (
          <button type="button" class="button wide" onClick={() => setSpeaking(true)}>
            {t('speakerView')}
          </button>
        )}
        {surface === 'panel' && snapshot?.phase === 'on' && mayRecord(snapshot.settings.mode) && !isAsking && (
          <Recorder recording={snapshot.recording} now={snapshot.room.at} commands={commands} />
        )}
        {surface === 'panel' && <OpenRecording open={setRecording} />}
        {surface === 'panel' && snapshot && <LayoutReport describe={commands.describePage} copy={commands.copy} />}
        <Announcer text={spoken} />
      </main>
      <Footer
        snapshot={snapshot}
        offerTrial={phase !== 'no-call'}
        openReport={phase === 'on' && snapshot?.hasReport ? () => commands.openReport() : undefined}
        openSettings={() => commands.openSettings()}
        documents={surface === 'panel'}
        openPanel={surface === 'popup' && commands.openPanel ? () => commands.openPanel?.() : undefined}
      />
    </>
  );
}
