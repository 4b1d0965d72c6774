// The service worker.
import { startBackground } from '../background/start.ts';

startBackground();
