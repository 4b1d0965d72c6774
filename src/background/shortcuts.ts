// Keys that work while the call has the focus; the browser lets everybody change them.

import { isReading } from '../call/snapshot.ts';
import { askPage } from '../messaging/messages.ts';
import { loadSettings, saveSettings } from '../storage/settings.ts';

/** A key that seems to do nothing leaves people wondering; the popup says why. */
function explain(): void {
  void chrome.action.openPopup().catch(() => {});
}

async function toggleReading(tab: number): Promise<void> {
  try {
    const isOn = isReading(await askPage(tab, 'getSnapshot', null));
    const after = await askPage(tab, 'setReading', { on: !isOn });
    if (isReading(after) === isOn) explain();
  } catch {
    // No Roomtone in that page.
    explain();
  }
}

async function toggleBadges(): Promise<void> {
  const { settings, forced } = await loadSettings();
  if (!forced.includes('badges')) await saveSettings({ badges: !settings.badges });
}

export function listenToKeys(): void {
  chrome.commands.onCommand.addListener((command, tab) => {
    if (command === 'toggle-badges') return void toggleBadges().catch(() => {});
    if (tab?.id === undefined) return;
    if (command === 'toggle-reading') void toggleReading(tab.id);
    // At once: only while the key is being handled may a panel be opened.
    if (command === 'open-panel') void chrome.sidePanel.open({ tabId: tab.id }).catch(() => {});
  });
}
