// The page around a Webex call.
import { el } from './dom.ts';
import { drawAround } from './frame.ts';

drawAround(el('header', { class: 'hEad' }, 'Practice call'), '/webappng/sites/practice/meeting/client', {
  id: 'unified-webclient-iframe',
  name: 'unified-webclient-iframe',
});
