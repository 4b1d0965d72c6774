// The offscreen document: runs the engine for all pages.
import { serveEngine } from '../background/engine-host/host.ts';
import { loadEngine } from '../background/engine-host/load-engine.ts';
import { askBackground } from '../messaging/messages.ts';

serveEngine({
  createEngine: loadEngine,
  close: () => window.close(),
  passOn: (report) => askBackground('callEnded', { report }),
});
