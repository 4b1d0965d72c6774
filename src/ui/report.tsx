// Entry of the report page.
import { ReportApp } from './ReportApp.tsx';
import { connectReport } from './report-source.ts';
import { renderSpoken } from './speak.tsx';

const root = document.getElementById('app');
if (root) {
  const page = new AbortController();
  addEventListener('pagehide', () => page.abort(), { once: true });
  const { state, commands } = connectReport(new URLSearchParams(location.search), page.signal);
  renderSpoken(<ReportApp state={state} commands={commands} />, root, page.signal);
}
