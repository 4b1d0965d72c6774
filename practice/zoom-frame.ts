// The page around a Zoom call that was opened from Zoom Workplace.
import { el } from './dom.ts';
import { drawAround } from './frame.ts';

const tabs = ['Home', 'Meetings', 'Team Chat', 'Scheduler'].map((name) => el('span', {}, name));

drawAround(el('header', { class: 'hEad' }, ...tabs), '/wc/85123456789/join?fromPWA=1', {
  id: 'webclient',
  class: 'pwa-webclient__iframe',
});
