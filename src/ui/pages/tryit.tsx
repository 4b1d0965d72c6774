// Entry of the try-it page in the extension.
import { extensionPlatform } from '../state/extension-platform.ts';
import { startTrial } from './start-trial.tsx';

startTrial(extensionPlatform);
