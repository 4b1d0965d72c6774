// The report page: the report of a call, ways to save it, and the calls that were kept.
import type { Signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { fileName, toCsv, toJson } from '../../../call/report/export.ts';
import type { CallReport } from '../../../call/report/log.ts';
import { download } from '../../state/download.ts';
import { savedPage } from '../../state/save-page.ts';
import { useT } from '../common/context.ts';
import { Header } from '../common/Header.tsx';
import { Notice } from '../common/Notice.tsx';
import type { ReportCommands, ReportState } from '../common/report-link.ts';
import { CallReportView, useCallTitle } from './CallReportView.tsx';
import { KeptCalls } from './KeptCalls.tsx';

/** Without it spreadsheets take UTF-8 for their own country's letters. */
const BYTE_ORDER_MARK = '\ufeff';

interface Props {
  state: Signal<ReportState>;
  commands: ReportCommands;
}

function Shown({ report, live, refresh }: { report: CallReport; live: boolean; refresh: () => void }) {
  const t = useT();
  const title = useCallTitle()(report);
  // Names stay unsaid until somebody wants them, each time anew.
  const [names, setNames] = useState(false);
  const article = useRef<HTMLElement>(null);
  const savePage = async () => {
    if (!article.current) return;
    download(fileName(report, 'html'), 'text/html', await savedPage(article.current, title));
  };
  return (
    <CallReportView report={report} names={names} setNames={setNames} article={article}>
      {live && (
        <p class="goes-on">
          {t('callGoesOn')}
          <button type="button" class="button" onClick={refresh}>
            {t('refresh')}
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div class="save" role="group" aria-labelledby="save-title">
        <span id="save-title">{t('saveReport')}</span>
        <button type="button" class="button" onClick={() => void savePage()}>
          {t('saveHtml')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => download(fileName(report, 'csv'), 'text/csv', BYTE_ORDER_MARK + toCsv(report, { names }))}
        >
          {t('saveCsv')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => download(fileName(report, 'json'), 'application/json', toJson(report, { names }))}
        >
          {t('saveJson')}
        </button>
      </div>
    </CallReportView>
  );
}

export function ReportApp({ state, commands }: Props) {
  const t = useT();
  const { shown, kept, loaded } = state.value;
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
        {shown.kind === 'none' && <Notice text={t('callNone')} />}
        {shown.kind === 'gone' && <Notice text={t('callGone')} />}
        {'report' in shown && (
          <Shown
            // Another call begins anew, without names.
            key={shown.report.startedAt}
            report={shown.report}
            live={shown.kind === 'live'}
            refresh={() => commands.refresh()}
          />
        )}
        {loaded && (
          <KeptCalls kept={kept} loaded={loaded} shown={shown.kind === 'kept' ? shown.id : null} commands={commands} />
        )}
      </main>
    </>
  );
}
