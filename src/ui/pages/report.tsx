// Entry of the report page.
import { ReportApp } from '../components/report/ReportApp.tsx';
import { startPage } from '../state/page.ts';
import { connectReport } from '../state/report-source.ts';
import { renderSpoken } from './render.tsx';

startPage((root, until) => {
  const { state, commands } = connectReport(new URLSearchParams(location.search), until);
  renderSpoken(<ReportApp state={state} commands={commands} />, root, until);
});
