// The manifest's sites, made from the adapters: an adapter is the one place where a site's hosts are written.
import { PLATFORMS } from '../../src/page/sites/index.ts';

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
