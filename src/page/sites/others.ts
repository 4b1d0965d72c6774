// Whereby, Discord and Slack's huddles, as far as what is known allows.

import { isMirrored } from '../capture/source.ts';
import { isHost, known } from './known.ts';
import { all, cleanName, isShown, tileOf, videoOf, within } from './platform.ts';

const WHEREBY = {
  tile: {
    css: '.jstest-client-video, [data-clientid][data-testid^="WebRtc"]',
    from: 'component source of unclear origin; whereby-pip-extension, 2021',
  },
  name: { css: '.jstest-displayname, [class*="nameBanner"]', from: 'the same' },
  self: { css: '.jstest-local-client-video', from: 'the same' },
} as const;

export const whereby = known({
  name: 'Whereby',
  matches: (url) => isHost(url, 'whereby.com', '*.whereby.com'),
  selectors: WHEREBY,
  isCall: () => true,
  tiles: (page) =>
    all(page, WHEREBY.tile)
      .filter(isShown)
      .map((element) => {
        const label = within(element, WHEREBY.name);
        const client = element.dataset.clientid ?? '';
        const name = cleanName(label?.textContent) || cleanName(element.title);
        const isShare = [client, name, element.className].some((mark) => /screen-?share/i.test(mark));
        const isSelf = within(element, WHEREBY.self) !== null && !isShare;
        return tileOf(element, videoOf(element), [label], { id: client || name, name, isSelf, isShare });
      }),
});

const DISCORD = {
  tile: { css: '[data-selenium-video-tile]', from: 'component source, undated' },
  name: { css: '[class*="focusTarget"][aria-label]', from: 'component source, undated' },
} as const;

export const discord = known({
  name: 'Discord',
  matches: (url) => isHost(url, 'discord.com', '*.discord.com'),
  selectors: DISCORD,
  isCall: () => true,
  tiles: (page) =>
    all(page, DISCORD.tile)
      .filter(isShown)
      .map((element) => {
        const label = within(element, DISCORD.name)?.getAttribute('aria-label') ?? '';
        const comma = label.indexOf(',');
        const id = element.dataset.seleniumVideoTile ?? '';
        // A user's stream of a screen or game may carry the user's own id.
        const isShare = /stream|screen|übertrag|bildschirm|écran|pantalla|画面/i.test(
          label.slice(0, Math.max(0, comma)),
        );
        const source = videoOf(element);
        const isSelf = !isShare && source !== null && isMirrored(source.image);
        return tileOf(element, source, [], {
          id: isShare ? `${id} share` : id,
          name: cleanName(label.slice(comma + 1)),
          isSelf,
          isShare,
        });
      }),
});

const SLACK = {
  tile: { css: '.p-huddle_peer_tile', from: 'public code, 2026-06-24 and 2026-08-25' },
  profile: { css: 'button[aria-label]', from: 'public code, 2026-06-24' },
  self: { css: '[id^="huddle-grid-gridcell-self_"]', from: 'public code, 2026-08-25' },
} as const;

const PROFILE = [/^View (.+)[’']s profile$/, /^Profil von (.+) anzeigen$/];

export const slack = known({
  name: 'Slack',
  matches: (url) => isHost(url, 'app.slack.com'),
  selectors: SLACK,
  isCall: () => true,
  tiles: (page) =>
    all(page, SLACK.tile)
      .filter(isShown)
      .map((element) => {
        const user = /userId_(\w+)/.exec(element.dataset.qa ?? '')?.[1] ?? element.id;
        const label = within(element, SLACK.profile)?.getAttribute('aria-label') ?? '';
        const name = PROFILE.map((pattern) => pattern.exec(label)?.[1]).find(Boolean);
        const isShare = /screen/i.test(`${element.dataset.qa} ${element.id}`);
        const isSelf = within(element, SLACK.self) !== null;
        return tileOf(element, videoOf(element), [], { id: user, name: cleanName(name), isSelf, isShare });
      }),
});
