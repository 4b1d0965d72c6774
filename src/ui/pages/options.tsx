// Entry of the settings page.
import { SettingsApp } from '../components/settings/SettingsApp.tsx';
import { connectOptions } from '../state/options.ts';
import { startPage } from '../state/page.ts';
import { renderSpoken } from './render.tsx';

startPage((root, until) => {
  const { state, commands } = connectOptions(until);
  renderSpoken(<SettingsApp state={state} commands={commands} />, root, until);
});
