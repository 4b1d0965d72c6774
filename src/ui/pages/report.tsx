// Entry of the report page.
import { ReportApp } from '../components/report/ReportApp.tsx';
import { connectReport } from '../state/report-source.ts';
import { renderSpoken, startPage } from '../state/speak.tsx';

startPage((root, signal) => {
  const { state, commands } = connectReport(new URLSearchParams(location.search), signal);
  renderSpoken(<ReportApp state={state} commands={commands} />, root, signal);
});
