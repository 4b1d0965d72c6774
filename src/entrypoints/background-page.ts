// The background page of browsers without offscreen documents: it runs the engine for all pages, too.
import { serveEngine } from '../background/engine-host/host.ts';
import { loadEngine } from '../background/engine-host/load-engine.ts';
import { startBackground } from '../background/start.ts';
import { rememberReport } from '../storage/last-report.ts';

startBackground(async () => ({ ok: true }));
// The browser closes the page by itself once nothing happens in it.
serveEngine({ createEngine: loadEngine, close: () => {}, passOn: rememberReport });
