// Starts popup and side panel: connects to the tab and renders the view of it.
import { connect } from './connection.ts';
import { RoomApp } from './RoomApp.tsx';
import { renderSpoken } from './speak.tsx';

export function mount(surface: 'popup' | 'panel') {
  const root = document.getElementById('app');
  if (!root) return;
  const page = new AbortController();
  addEventListener('pagehide', () => page.abort(), { once: true });
  // A view opened as a page of its own (by tests, or to keep it in a window) names its tab in the address.
  const tab = Number(new URLSearchParams(location.search).get('tab')) || null;
  const { link, commands } = connect(tab, surface === 'panel', page.signal);
  renderSpoken(<RoomApp link={link} commands={commands} surface={surface} />, root, page.signal);
}
