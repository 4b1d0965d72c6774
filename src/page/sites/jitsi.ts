// Jitsi Meet, on its own servers and on anybody's.
import { known } from './known.ts';
import { cleanName, labelText } from './names.ts';
import { all, isShown, type SeenTile } from './platform.ts';
import { videoOf } from './tiles.ts';

const FROM = 'jitsi-meet, Thumbnail.tsx at 3062a6b2';
const SELECTORS = {
  remote: {
    css: '.videocontainer[id^="participant_"]',
    from: FROM,
    expects: { jitsi: 5, 'jitsi-stage': 1 },
  },
  local: { css: '#localVideoContainer', from: FROM, expects: { jitsi: 1, 'jitsi-stage': 1 } },
  large: { css: '#largeVideo', from: FROM, expects: { jitsi: 1, 'jitsi-stage': 1 } },
  localName: {
    css: '#localDisplayName',
    from: 'jitsi-meet, ThumbnailBottomIndicators.tsx at 12bd6a1d',
    expects: { jitsi: 1, 'jitsi-stage': 1 },
  },
} as const;

/** Whoever shares a screen has a second, virtual participant. */
const SHARE = /-v\d+$|_screenshare$/;
const STAGE = /_stage$/;

export const jitsi = known({
  name: 'Jitsi Meet',
  hosts: ['meet.jit.si', '8x8.vc'],
  selectors: SELECTORS,
  tiles: (page) => {
    const thumbnails = [...all(page, SELECTORS.remote), ...all(page, SELECTORS.local)].filter(isShown);
    const large = all(page, SELECTORS.large).filter(isShown);
    return thumbnails.length > 0 ? [...thumbnails, ...large] : [];
  },
  read: (element) => {
    if (element.matches(SELECTORS.large.css)) return readLarge(element);
    return element.matches(SELECTORS.local.css) ? readLocal(element) : readRemote(element);
  },
});

/** Is this page a Jitsi of whatever host? */
export function isJitsi(document: Document): boolean {
  return document.querySelector(SELECTORS.local.css) !== null && document.querySelector(SELECTORS.large.css) !== null;
}

function readRemote(element: HTMLElement): SeenTile {
  const own = element.id.replace(/^participant_/, '');
  const label = element.ownerDocument.getElementById(`${element.id.replace(STAGE, '')}_name`);
  return {
    element,
    siteId: own.replace(STAGE, ''),
    name: cleanName(labelText(label)),
    isMarkedSelf: false,
    isShare: SHARE.test(own),
    picture: () => videoOf(element),
    keepClear: [label],
  };
}

function readLocal(element: HTMLElement): SeenTile {
  const label = element.ownerDocument.querySelector(SELECTORS.localName.css);
  return {
    element,
    siteId: 'local',
    name: cleanName(labelText(label)),
    isMarkedSelf: true,
    isShare: false,
    picture: () => videoOf(element),
    keepClear: [label],
  };
}

/** The big picture is one of the small ones' over again, and the better place for a badge. */
function readLarge(element: HTMLElement): SeenTile {
  return {
    element,
    siteId: null,
    name: '',
    isMarkedSelf: false,
    isShare: false,
    picture: () => videoOf(element),
    keepClear: [],
    isCopy: true,
  };
}
