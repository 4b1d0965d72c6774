// Starts popup and side panel: connects to the tab and renders the view of it.
import { RoomApp } from '../components/room/RoomApp.tsx';
import { connect } from '../state/connection.ts';
import { startPage } from '../state/page.ts';
import { roomCommands } from '../state/room-commands.ts';
import { renderSpoken } from './render.tsx';

export function mount(surface: 'popup' | 'panel') {
  startPage((root, until) => {
    // A view opened as a page of its own (by tests, or to keep it in a window) names its tab in the address.
    const tab = Number(new URLSearchParams(location.search).get('tab')) || null;
    const connection = connect(tab, surface === 'panel', until);
    const { commands, problem } = roomCommands(connection);
    renderSpoken(
      <RoomApp link={connection.link} commands={commands} problem={problem} surface={surface} />,
      root,
      until,
    );
  });
}
