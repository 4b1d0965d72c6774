// Keyboard shortcuts that work while the call has the focus; the user changes them in the browser.
//
// The manifest suggests Ctrl+Shift and a digit from 6 to 9, on a Mac with Control. Alt+Shift switches keyboards on Windows, and Option types characters on
// a Mac. Ctrl+Shift+letter is nearly always the browser's own. Windows may switch input methods with Ctrl+Shift+0, Teams on the web opens its pages
// with lower digits, and a Mac takes screenshots with Command.
import { isReading } from '../call/snapshot.ts';
import { askFrames, frameOfCall } from '../messaging/frames.ts';
import { askPage } from '../messaging/messages.ts';
import { panelOpener } from '../messaging/side-panel.ts';
import { changeSettings } from '../storage/settings.ts';

/** A key that seems to do nothing leaves people wondering; the popup says why. */
function explain(): void {
  void chrome.action.openPopup().catch(() => {});
}

async function toggleReading(tab: number): Promise<void> {
  try {
    const frame = frameOfCall(await askFrames(tab)) ?? 0;
    const isOn = isReading(await askPage(tab, 'getSnapshot', null, frame));
    const after = await askPage(tab, 'setReading', { on: !isOn }, frame);
    if (isReading(after) === isOn) explain();
  } catch {
    // No Roomtone in that page.
    explain();
  }
}

async function toggleBadges(): Promise<void> {
  // Two presses in a row are two toggles.
  await changeSettings(({ settings, forced }) => (forced.includes('badges') ? null : { badges: !settings.badges }));
}

/** To be called when the service worker starts. */
export function listenToKeys(): void {
  chrome.commands.onCommand.addListener((command, tab) => {
    if (command === 'toggle-badges') return void toggleBadges().catch(() => {});
    if (tab?.id === undefined) return;
    if (command === 'toggle-reading') void toggleReading(tab.id);
    if (command === 'open-panel') void panelOpener()?.(tab.id).catch(() => {});
  });
}
