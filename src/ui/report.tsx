// Entry of the report page.
import { ReportApp } from './ReportApp.tsx';
import { connectReport } from './report-source.ts';
import { renderSpoken, startPage } from './speak.tsx';

startPage((root, signal) => {
  const { state, commands } = connectReport(new URLSearchParams(location.search), signal);
  renderSpoken(<ReportApp state={state} commands={commands} />, root, signal);
});
