// By which words pages mark a shared screen. Word by word: people are called Estela, Scherman and Präsent.

export interface ShareMark {
  /** False where a camera's tile might be marked so, too. */
  isSure: boolean;
  /** Where the mark stands and what it is, in words of ours: never what the page has written. */
  by: string;
}

/** What an attribute's value is about, as far as its name says. */
const SOURCE_NAMES = ['source', 'kind', 'type', 'track', 'stream', 'media', 'surface', 'content'];
const TEXT_NAMES = ['name', 'label', 'title', 'text', 'tooltip', 'user', 'alt'];
/** Of all attributes, `data-*` aside. */
const NAMES = ['id', 'class', 'slot', 'part', 'aria-label', 'title', 'media-type', 'stream-type', 'kind', 'source'];
/** Values of attributes that say where a picture comes from. */
const SOURCES = new Set('screen desktop display window tab share sharing presentation presenting slides'.split(' '));
const WHERE_DATA = 'a data attribute';
const FALSE = ['false', '0', 'no', 'off', 'none', 'null', 'undefined'];
const TRUE = ['', 'true', '1', 'yes', 'on'];
/** Longer values are no marks. */
const LONGEST = 300;

/** Words in ids and classes. Each list is of whole words. */
const WHOLE = new Set(
  (
    'screenshare isscreenshare isscreen screensharing screenshared screensharer screenshares sharescreen sharedscreen screencast desktopshare ' +
    'desktopsharing desktopcapture displaymedia displaysurface bildschirmfreigabe bildschirmübertragung schermdeling'
  ).split(' '),
);
const SCREENS = new Set('screen screens bildschirm ecran écran pantalla schermo tela ekran'.split(' '));
/** Screens only beside a word that says that they are shared. */
const SHARED_SCREENS = new Set([...SCREENS, 'desktop', 'display', 'scherm', 'window', 'tab']);
const SHARING = new Set(
  'share shared sharing sharer shares cast casting capture stream track surface compartida compartilhada partage partagé condiviso freigabe'.split(
    ' ',
  ),
);
const PRESENTATIONS = new Set(
  'presentation presentations presenting präsentation présentation apresentação'.split(' '),
);
const TILES = new Set(
  'tile tiles video view container wrapper box stream stage feed item frame content media participant card track'.split(
    ' ',
  ),
);
/** "h-screen", "full-screen", "call-screen": measures and pages, not what somebody shares. */
const BEFORE_SCREEN = new Set(
  (
    'h w min max dvh svh lvh vh size inset basis top left right bottom off on full fit split big small large wide half multi dual ' +
    'touch home main call calls meeting conference room lobby waiting join login start end app chat game loading splash blend ' +
    'welcome error videocall in entire whole current per print'
  ).split(' '),
);
/** "screen-lg", "screen-reader", "screen-width". */
const AFTER_SCREEN = new Set(
  'sm md lg xl xs reader readers width height size only small medium large saver orientation root page name lock'.split(
    ' ',
  ),
);
/** What can be done, could be done or is not done: "can share screen", "screen share button". */
const NOT_BEFORE = new Set('no not non without can hide toggle start stop allow enable disable'.split(' '));
const NOT_AFTER = new Set(
  'button btn icon allowed enabled disable disabled supported off control controls menu tooltip'.split(' '),
);
/** How a page is laid out while somebody shares. */
const TILE_LAYOUT = new Set(['layout']);
const STATES = new Set('layout mode active has is with while during'.split(' '));
/** What lies around cameras, too. */
const PAGES = new Set([...STATES, ...'room app page grid view'.split(' ')]);

/** A word's ends, in any alphabet. */
const [A, Z] = ['(?<![\\p{L}\\p{M}\\p{N}])', '(?![\\p{L}\\p{M}\\p{N}])'];
const WORDS = [
  'screen ?-?shar(?:e|ed|es|ing)|screen ?cast|screen ?captur(?:e|ed|ing)|screens? (?:of|by|from|is)|shared (?:by|screens?|content|window|tab)',
  'sharing|presenting|presentations?',
  'bildschirm(?:s|e|freigabe|übertragung|inhalt)?|präsentation(?:en)?|präsentiert|präsentieren|freigegeben|teilt (?:gerade|(?:den|seinen|ihren) bildschirm)',
  "[eé]crans?|présentation|présente|présenter|présentez|partage (?:de |par |d[’']|l[’']|son |votre |ton |mon )\\S+",
  'presentación|presentando|compartiendo|comparten? (?:(?:su|la|una) )?pantalla|pantallas? (?:de|del|compartidas?)|(?:su|tu|mi|la) pantalla',
  'apresentação|apresentando|compartilhando|compartilha (?:(?:a|sua) )?tela|telas? (?:de|do|da|compartilhadas?)|(?:a|à|sua|tua|minha) tela|partilh(?:ar|a|ando)|ecrã',
  'presentazione|condivisione|condividendo|condivide (?:(?:lo|il suo) )?schermo|schermo (?:di|del|della|condiviso)|(?:lo|suo|tuo|mio|dello) schermo',
  'scherm(?:en)? (?:van|delen)|(?:gedeeld|het|je|zijn|haar|deelt) scherm|schermdeling|presentatie|presenteert',
  'ekran(?:u|ı|ını)?|udostępnia(?:nie)?|prezentacja|prezentuje|sunum|sunuyor|paylaşıyor|paylaşımı',
  'экран(?:а|ом|у)?|екран(?:а|ом|у)?|демонстрация|демонстрирует|презентация',
];
const POSSESSED = "['’]s? (?:screens?|desktop|slides|window|tab|scherm)";
/** Languages that write without spaces: people are called 画面 and 共有, too. */
const UNSPACED = [
  'の画面|画面 ?[(（]|画面(?:を)?共有|共有画面|共有中|共有して|発表中|プレゼンテーション|プレゼン中',
  '的(?:屏幕|螢幕)|(?:屏幕|螢幕|桌面)(?:共享|分享)|(?:共享|分享)(?:的)?(?:屏幕|螢幕|桌面)|正在(?:共享|分享|演示|展示)|的演示',
  '의 ?화면|화면 ?공유|공유 ?중|발표 ?중|프레젠테이션',
];
/** Names, too: marks only where they stand for themselves, in brackets, behind a dash or a colon. */
const ALONE = 'tela|scherm|schermo|pantalla|desktop|partage|画面|共有|屏幕|螢幕|共享|화면|공유';
const [OPEN, CLOSE] = ['(?:^|[(\\[（［【:：·•|–—]|\\s-\\s)', '(?:$|[)\\]）］】:：·•|–—]|\\s-\\s)'];
const SURE = new RegExp(
  [`${A}(?:${WORDS.join('|')})${Z}`, `${POSSESSED}${Z}`, ...UNSPACED, `${OPEN}\\s*screens?\\s*${CLOSE}`].join('|'),
  'iu',
);
/** A surname or a screen: nobody can tell. */
const GUESS = new RegExp(`${A}screens? ?\\d{0,2}${Z}|${OPEN}\\s*(?:${ALONE})\\s*${CLOSE}`, 'iu');

/** Does a label say that this is a shared screen? */
export function saysShare(text: string): ShareMark | null {
  const label = text.normalize('NFC');
  if (label.length > LONGEST) return null;
  const isSure = SURE.test(label);
  return isSure || GUESS.test(label) ? { isSure, by: 'its label' } : null;
}

/** How much of the page an element surrounds: one tile; more than that, but nobody else; somebody else, too, but not everybody. */
export type Reach = 'tile' | 'wide' | 'several';

/** Does one of an element's attributes, or its tag, say that what lies in it is a shared screen? */
export function marksShare(element: Element, reach: Reach): ShareMark | null {
  const { localName } = element;
  const tag = localName.includes('-') ? markIn(wordsOf(localName), reach, 'its tag') : null;
  return surest([...[...element.attributes].map(({ name, value }) => markOf(name, value, reach)), tag]);
}

/** Pages have few different marks, and are asked for them twice a second. */
const MOST_KNOWN = 2000;
const knownMarks = new Map<string, ShareMark | null>();

function markOf(name: string, value: string, reach: Reach): ShareMark | null {
  const key = `${reach} ${name} ${value}`;
  let mark = knownMarks.get(key);
  if (mark === undefined) {
    mark = newMarkOf(name, value, reach);
    if (knownMarks.size >= MOST_KNOWN) knownMarks.clear();
    if (value.length <= LONGEST) knownMarks.set(key, mark);
  }
  return mark;
}

function newMarkOf(name: string, value: string, reach: Reach): ShareMark | null {
  const isData = name.startsWith('data-');
  if ((!isData && !NAMES.includes(name)) || value.length > LONGEST) return null;
  if (name === 'class') return surest(value.split(/\s+/).map((one) => markIn(wordsOf(one), reach, 'a class')));
  if (name === 'aria-label' || name === 'title') return named(saysShare(value), name);
  if (!isData && name !== 'kind' && name !== 'source' && !name.endsWith('-type'))
    return markIn(wordsOf(value), reach, `its ${name}`);
  const about = wordsOf(name);
  if (about.some((word) => TEXT_NAMES.includes(word))) return named(saysShare(value), WHERE_DATA);
  if (FALSE.includes(value.toLowerCase())) return null;
  const words = wordsOf(value);
  const isSource = about.some((word) => SOURCE_NAMES.includes(word)) && !about.includes('device');
  const [only] = words;
  if (isSource && words.length === 1 && only && SOURCES.has(only))
    return { isSure: true, by: `${WHERE_DATA}, "${only}"` };
  const mark = markIn(words, reach, WHERE_DATA);
  const own = mark?.isSure ? null : markIn(about.slice(1), reach, WHERE_DATA);
  return own?.isSure || TRUE.includes(value.toLowerCase()) ? own : mark;
}

const named = (mark: ShareMark | null, by: string) => mark && { ...mark, by };

/** Beside one of SCREENS in one word they mark a tile; "screenview" and "screencontainer" are pages, too. */
const JOINED = new Set([...SHARING, 'video', 'tile', 'feed']);
/** Beside these, windows and tabs are shared ones. */
const SURELY_SHARED = /^(?:shar|cast|captur)/;

/** "screencapture" and "sharedwindow" as two words each. */
function partsOf(word: string): string[] {
  if (WHOLE.has(word)) return [word];
  for (let at = 3; at <= word.length - 3; at++) {
    const [first, second] = [word.slice(0, at), word.slice(at)];
    const isScreen = (SCREENS.has(first) || first === 'desktop') && JOINED.has(second);
    const isShared =
      (SHARED_SCREENS.has(first) && SHARING.has(second) && SURELY_SHARED.test(second)) ||
      (SHARING.has(first) && SURELY_SHARED.test(first) && SHARED_SCREENS.has(second));
    if (isScreen || isShared) return [first, second];
  }
  return [word];
}

function markIn(written: readonly string[], reach: Reach, where: string): ShareMark | null {
  const words = written.flatMap(partsOf);
  const found = (isSure: boolean, by: string): ShareMark => ({ isSure, by: `${where}, "${by}"` });
  const layout = { tile: TILE_LAYOUT, wide: STATES, several: PAGES }[reach];
  if (words.some((word) => layout.has(word))) return null;
  // A button in a tile's words does not take back what else they say: only the words beside the mark do.
  const isDenied = (from: number, to: number) =>
    NOT_BEFORE.has(words[from - 1] ?? '') || NOT_AFTER.has(words[to + 1] ?? '');
  const hasDenial = words.some((word) => NOT_BEFORE.has(word) || NOT_AFTER.has(word));
  let guess: ShareMark | null = null;
  for (const [i, word] of words.entries()) {
    const [before = '', after = '', next = ''] = [words[i - 1], words[i + 1], words[i + 2]];
    const isPair = (SHARED_SCREENS.has(word) && SHARING.has(after)) || (SHARING.has(word) && SHARED_SCREENS.has(after));
    if (WHOLE.has(word) && !isDenied(i, i)) return found(true, word);
    if (isPair && !isDenied(i, i + 1)) return found(true, `${word} ${after}`);
    if (reach === 'several' || hasDenial) continue;
    if (PRESENTATIONS.has(word)) return found(true, word);
    // Whole pages are called screens, too; behind somebody's id it is theirs.
    if (reach === 'wide' && !(SCREENS.has(word) && words.slice(0, i).some((one) => /\d/.test(one)))) continue;
    const isScreen = SCREENS.has(word) && !BEFORE_SCREEN.has(before) && !AFTER_SCREEN.has(after) && next !== 'xl';
    const isShareTile = /^shar(e|ed|ing)$/.test(word) && TILES.has(after);
    if (isScreen || isShareTile) guess ??= found(false, isScreen ? word : `${word} ${after}`);
  }
  return guess;
}

function surest(marks: readonly (ShareMark | null)[]): ShareMark | null {
  return marks.find((mark) => mark?.isSure) ?? marks.find(Boolean) ?? null;
}

/** "remoteScreenTile", "screen_share-2" and "HTMLScreen" as words. */
export function wordsOf(value: string): string[] {
  return value
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/(\p{L})(\p{N})/gu, '$1 $2')
    .replaceAll(/(\p{N})(\p{L})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
