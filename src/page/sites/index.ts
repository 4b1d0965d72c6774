// Finds the adapter for a page, and the documents that its call may be drawn in.
import { discord } from './discord.ts';
import { generic } from './generic.ts';
import { isJitsi, jitsi } from './jitsi.ts';
import { meet } from './meet.ts';
import { all, attempt, type Page, type Platform } from './platform.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webex } from './webex.ts';
import { whereby } from './whereby.ts';
import { zoom } from './zoom.ts';

export const PLATFORMS: readonly Platform[] = [meet, zoom, teams, webex, jitsi, whereby, discord, slack];

/** The site's own adapter, or the one for any page that somebody wants read. */
export function platformOf(url: URL): Platform {
  return PLATFORMS.find((platform) => platform.matches(url)) ?? anyPage(url.hostname);
}

/** A page of no known site, until a sweep recognises whose software draws it: some draw themselves long after they have loaded. */
function anyPage(name: string): Platform {
  let now: Platform = { ...generic, name };
  return {
    get name() {
      return now.name;
    },
    get selectors() {
      return now.selectors;
    },
    hosts: [],
    opensBlankWindows: false,
    matches: () => true,
    find: (page) => {
      if (now !== jitsi && page.some((document) => attempt(() => isJitsi(document), false))) now = jitsi;
      return now.find(page);
    },
  };
}

/** The page, frames of its own origin, its picture-in-picture window and other windows of the same call. */
export function pageOf(document: Document, windows: Iterable<Window> = []): Page {
  const page: Document[] = [];
  const visit = (one: Document) => {
    if (page.includes(one)) return;
    page.push(one);
    for (const frame of attempt(() => all([one], { css: 'iframe' }) as HTMLIFrameElement[], [])) {
      // Null for frames of other origins.
      const { contentDocument } = frame;
      if (contentDocument?.body) visit(contentDocument);
    }
  };
  visit(document);
  const inPicture = (globalThis as { documentPictureInPicture?: { window: Window | null } }).documentPictureInPicture;
  for (const window of [inPicture?.window, ...windows]) if (window?.document?.body) visit(window.document);
  return page;
}
