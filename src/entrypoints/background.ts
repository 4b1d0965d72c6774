// The service worker.
import { openEngine } from '../background/engine-host/open-host.ts';
import { startBackground } from '../background/start.ts';

startBackground(openEngine);
