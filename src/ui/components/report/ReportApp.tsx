// The report page: the report of a call, ways to save it, and the calls that were kept.
import type { ReadonlySignal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { fileName, toCsv, toJson } from '../../../call/report/export.ts';
import type { CallReport } from '../../../call/report/log.ts';
import { useT } from '../common/context.ts';
import { Header } from '../common/Header.tsx';
import { Notice } from '../common/Notice.tsx';
import type { ReportCommands, ReportState } from '../common/report-link.ts';
import { StorageFailure } from '../common/StorageFailure.tsx';
import { CallReportView, useCallTitle } from './CallReportView.tsx';
import { KeptCalls } from './KeptCalls.tsx';

interface Props {
  state: ReadonlySignal<ReportState>;
  commands: ReportCommands;
}

function Shown({ report, live, commands }: { report: CallReport; live: boolean; commands: ReportCommands }) {
  const t = useT();
  const title = useCallTitle()(report);
  // Names are hidden each time until the user asks for them.
  const [names, setNames] = useState(false);
  const article = useRef<HTMLElement>(null);
  const savePage = () => {
    if (article.current) commands.savePage(fileName(report, 'html'), title, article.current);
  };
  const saveTable = () => commands.download(fileName(report, 'csv'), 'text/csv', toCsv(report, { names }));
  const saveData = () => commands.download(fileName(report, 'json'), 'application/json', toJson(report, { names }));
  return (
    <CallReportView report={report} names={names} setNames={setNames} article={article}>
      {live && (
        <p class="goes-on">
          {t('callGoesOn')}
          <button type="button" class="button" onClick={() => commands.refresh()}>
            {t('refresh')}
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div class="save" role="group" aria-labelledby="save-title">
        <span id="save-title">{t('saveReport')}</span>
        <button type="button" class="button" onClick={savePage}>
          {t('saveHtml')}
        </button>
        <button type="button" class="button" onClick={saveTable}>
          {t('saveCsv')}
        </button>
        <button type="button" class="button" onClick={saveData}>
          {t('saveJson')}
        </button>
      </div>
    </CallReportView>
  );
}

export function ReportApp({ state, commands }: Props) {
  const t = useT();
  const { shown, kept, loaded, problem } = state.value;
  return (
    <>
      <Header subject={t('afterCall')}>
        {(shown.kind === 'kept' || shown.kind === 'gone') && (
          <a class="plain" href="report.html">
            {t('callLastLink')}
          </a>
        )}
      </Header>
      <main>
        {shown.kind === 'loading' && <Notice text=" " />}
        {problem && (
          <p class="problem" role="alert">
            {t(problem)}
          </p>
        )}
        {shown.kind === 'failed' && <StorageFailure tryAgain={commands.tryAgain} />}
        {shown.kind === 'none' && <Notice text={t('callNone')} />}
        {shown.kind === 'gone' && <Notice text={t('callGone')} />}
        {'report' in shown && (
          <Shown
            // Another call starts without names again.
            key={shown.report.startedAt}
            report={shown.report}
            live={shown.kind === 'live'}
            commands={commands}
          />
        )}
        {loaded && (
          <KeptCalls kept={kept} loaded={loaded} shown={shown.kind === 'kept' ? shown.id : null} commands={commands} />
        )}
      </main>
    </>
  );
}
