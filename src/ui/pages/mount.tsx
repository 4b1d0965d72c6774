// Starts popup and side panel: connects to the tab and renders the view of it.

import { RoomApp } from '../components/room/RoomApp.tsx';
import { connect } from '../state/connection.ts';
import { renderSpoken, startPage } from '../state/speak.tsx';

export function mount(surface: 'popup' | 'panel') {
  startPage((root, signal) => {
    // A view opened as a page of its own (by tests, or to keep it in a window) names its tab in the address.
    const tab = Number(new URLSearchParams(location.search).get('tab')) || null;
    const { link, commands } = connect(tab, surface === 'panel', signal);
    renderSpoken(<RoomApp link={link} commands={commands} surface={surface} />, root, signal);
  });
}
