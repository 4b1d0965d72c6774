// The engine's host on the web: a worker that runs the engine for the one page that has started it.
import { lendEngine } from '../background/engine-host/lend.ts';
import { loadEngine } from '../background/engine-host/load-engine.ts';

const connected = lendEngine({ createEngine: loadEngine, close: () => {}, passOn: async () => {} });
connected(
  {
    postMessage: (message) => self.postMessage(message),
    disconnect: () => self.close(),
    onMessage: { addListener: (hear) => self.addEventListener('message', ({ data }) => hear(data)) },
    // It goes with its page.
    onDisconnect: { addListener: () => {} },
  },
  true,
);
