// The engine's host in the extension: pages come to it by ports.
import browser from 'webextension-polyfill';
import { ENGINE_PORT } from '../../messaging/engine-port.ts';
import { type HostMessages, handleMessages, isOurs } from '../../messaging/messages.ts';
import { type HostOptions, lendEngine } from './lend.ts';

/** Serves ports until the document is closed. */
export function serveEngine(options: HostOptions): void {
  const connected = lendEngine(options);
  browser.runtime.onConnect.addListener((port) => {
    // A private window's call leaves nothing behind.
    if (port.name === ENGINE_PORT && isOurs(port.sender)) connected(port, port.sender?.tab?.incognito === true);
  });
  handleMessages<HostMessages>({ areYouThere: () => true });
}
