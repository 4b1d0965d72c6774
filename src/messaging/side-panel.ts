// Opening Chromium's side panel or Firefox' sidebar, for keys and buttons alike.
import browser from 'webextension-polyfill';

/** Null where the browser has neither. The opener works only while a key or a click is being handled; at other times it rejects. */
export function panelOpener(): ((tabId: number) => Promise<void>) | null {
  const { sidePanel } = chrome;
  if (sidePanel) return (tabId) => sidePanel.open({ tabId });
  const { sidebarAction } = browser;
  return sidebarAction ? () => sidebarAction.open() : null;
}
