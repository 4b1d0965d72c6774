// The manifest's sites, made from the adapters: an adapter is the one place where a site's hosts are written.
import { PLATFORMS } from '../../src/page/sites/index.ts';
import { MIN_FIREFOX } from './store/gecko.ts';

/** As much of the manifest as is made here. */
export interface Sites {
  content_scripts: { matches: string[]; js: string[]; run_at: string; [more: string]: unknown }[];
  host_permissions: string[];
}

/** Adds to the manifest where the content script runs, and which hosts it may therefore see. */
export function withSites<T extends object>(manifest: T): T & Sites {
  const patterns = (blank: boolean) =>
    PLATFORMS.filter(({ opensBlankWindows }) => opensBlankWindows === blank).flatMap(({ hosts }) =>
      hosts.map(patternOf),
    );
  const script = { js: ['content.js'], run_at: 'document_idle', all_frames: true };
  // Into windows without an address only where a call lies in one.
  const blank = { match_about_blank: true, match_origin_as_fallback: true };
  return {
    ...manifest,
    content_scripts: [
      { matches: patterns(false), ...script },
      { matches: patterns(true), ...script, ...blank },
    ],
    host_permissions: [...patterns(false), ...patterns(true)],
  };
}

/** A host as the manifest's match patterns write it; there, too, "*." stands for a host and all below it. */
function patternOf(host: string): string {
  return `https://${host}/*`;
}

/** What Firefox calls otherwise, or has not. */
const ONLY_CHROMIUM = [
  'externally_connectable',
  'minimum_chrome_version',
  'version_name',
  'message_serialization',
  'side_panel',
  'storage',
  'incognito',
];
const ONLY_CHROMIUM_PERMISSIONS = ['offscreen', 'sidePanel'];
/** Chosen once: the store knows the extension by it. */
export const GECKO_ID = 'roomtone@roomtone.example';

interface ForAll {
  permissions: string[];
  side_panel: { default_path: string };
  action: { default_icon: unknown };
}

/** The manifest as Firefox takes it: the engine in the background page, a sidebar, and no private windows, whose storage is shared. */
export function forFirefox<T extends ForAll>(manifest: T): Record<string, unknown> {
  const kept = Object.entries(manifest).filter(([key]) => !ONLY_CHROMIUM.includes(key));
  return {
    ...Object.fromEntries(kept),
    permissions: manifest.permissions.filter((one) => !ONLY_CHROMIUM_PERMISSIONS.includes(one)),
    background: { scripts: ['background.js'], type: 'module' },
    sidebar_action: {
      default_panel: manifest.side_panel.default_path,
      default_title: '__MSG_extName__',
      default_icon: manifest.action.default_icon,
      open_at_install: false,
    },
    incognito: 'not_allowed',
    browser_specific_settings: {
      gecko: {
        id: GECKO_ID,
        strict_min_version: MIN_FIREFOX,
        data_collection_permissions: { required: ['none'] },
      },
    },
  };
}
