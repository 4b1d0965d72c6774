// Entry of the try-it page on the web, without the extension.
import { webPlatform } from '../state/web-platform.ts';
import { startTrial } from './start-trial.tsx';

startTrial(webPlatform);
