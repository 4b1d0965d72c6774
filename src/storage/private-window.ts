// Private windows: the browser shares every area of extension storage with them, session storage included, so a call there may write to none.
import browser from 'webextension-polyfill';

/** Does this context, a page of the extension, its service worker or a call page, belong to a private window? */
export function isPrivateWindow(): boolean {
  return browser.extension?.inIncognitoContext === true;
}
