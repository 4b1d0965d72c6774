// Who is who: makes people of the tiles that a page shows, and keeps every exclusion with its person.
//
// A site's ids, tracks, elements and names are evidence, none of them proof: sites hand tracks from one participant to another, build elements anew,
// reuse ids, and hide, delay and change names. Two rules follow:
// - What was seen of somebody (history, name) is kept only while the evidence agrees; where it does not, the tile is somebody new.
// - An exclusion covers everybody who may be the excluded person. Whoever cannot be told from them is not read either, until the page shows the
//   difference or the user says so.
import { isSameName, nameKey } from './consent/names.ts';
import type { ExclusionReason } from './room/types.ts';
import type { ObservedTile } from './tiles.ts';

/** Whoever is missing for longer has left, milliseconds: two seconds, and what a sweep of the page may be late. */
export const GRACE_MS = 2250;

export interface Person {
  /** Ours, unique in a page's life. */
  readonly id: string;
  readonly elementId: number;
  readonly siteId: string | null;
  readonly track: string | null;
  /** Every track on which this person has been seen, the newest last. */
  readonly tracks: readonly string[];
  /** As last told; held while the label hides. '' before the first. */
  readonly name: string;
  /** Every name that the page has told of this person, as `nameKey`s. */
  readonly names: readonly string[];
  /** Was `name` told of this very picture? A held name may be another's once the picture has changed. */
  readonly isNameSure: boolean;
  /** The track that the name was last told of. */
  readonly namedTrack: string | null;
  readonly self: ObservedTile['self'];
  /** What was told when this was last marked as a shared screen; null for a camera. */
  readonly share: { readonly name: string; readonly track: string | null; readonly isForNow: boolean } | null;
  readonly isCameraOff: boolean;
  /** Does the evidence of the last sweep (site's id or track) leave no doubt that this is the same person as before? */
  readonly isSure: boolean;
  /** Epoch milliseconds: first seen, and missing since; null while on the page. */
  readonly cameAt: number;
  readonly goneAt: number | null;
  /** When the user left this person out, epoch milliseconds; null for everybody else. */
  readonly askedAt: number | null;
  /** Ids of people whose id, picture or place this one has had: under another name they may be the same person. */
  readonly kin: readonly string[];
  /** Ids of people with other names who were on the page beside this person while excluded. */
  readonly beside: readonly string[];
  /** The user has said of this tile that it may be read. */
  readonly isVouched: boolean;
  /** Ids of excluded people who were on the page beside this person when the user left them out. */
  readonly apartFrom: readonly string[];
  /** Ids of excluded people of whom the user has said that this is not one. */
  readonly vouchedFrom: readonly string[];
}

/** Plain data. */
export interface Identity {
  /** When the page was last seen, epoch milliseconds. */
  readonly at: number;
  /** In the page's order; whoever is missing keeps the place. */
  readonly people: readonly Person[];
  /** Everybody who has left. */
  readonly left: readonly Person[];
  /** How many ids of our own have been given. */
  readonly count: number;
  /** Whom the user has picked as oneself. */
  readonly picked: string | null;
}

export const NOBODY: Identity = { at: 0, people: [], left: [], count: 0, picked: null };

/** Takes in what the page shows at `at`, epoch milliseconds. */
export function withTiles(identity: Identity, tiles: readonly ObservedTile[], at: number, blocked: Blocked): Identity {
  // After a gap (reading was off, the machine slept) nobody knows who has been there.
  const isWatched = at - identity.at <= GRACE_MS;
  const here = identity.people.filter(({ goneAt }) => isWatched && (goneAt === null || at - goneAt <= GRACE_MS));
  const left = [...identity.left, ...identity.people.filter((p) => !here.includes(p))];
  const isOtherMarked = (tile: ObservedTile) => tiles.some((t) => t !== tile && t.self === 'marked');
  const matched = match(tiles, here, left, blocked);
  let { count } = identity;
  const everybody = [...here, ...left];
  const ids = new Set(everybody.map(({ id }) => id));
  /** The site's own id while that is nobody else's; never one that reads as one of several people in a tile. */
  const freshId = ({ siteId }: ObservedTile) => {
    let id = siteId;
    while (id === null || ids.has(id) || /#\d+$/.test(id)) id = `p${++count}`;
    ids.add(id);
    return id;
  };
  const seen = tiles.map((tile) => {
    const found = matched.get(tile);
    const person = found
      ? updated(found.person, tile, found.bond, isOtherMarked(tile))
      : newcomer(freshId(tile), tile, at);
    return withKin(withShare(person, tile, everybody), tile, everybody);
  });
  const back = new Set([...matched.values()].map(({ person }) => person.id));
  const missing = here.filter(({ id }) => !back.has(id)).map((p) => ({ ...p, goneAt: p.goneAt ?? at }));
  const people = inPlace(seen, missing, here);
  const isOut = outside(blocked);
  return {
    at,
    people: people.map((p) => withDoubts(p, people, isOut)),
    left: left.filter(({ id }) => !back.has(id)),
    count,
    picked: identity.picked,
  };
}

/** Names that are never read, as the user has written them. */
export type Blocked = readonly string[];

/** How a tile was recognised, the surest first. */
type Bond = 'site' | 'picture' | 'track' | 'element' | 'place' | 'name';
const BONDS: readonly Bond[] = ['site', 'picture', 'track', 'element', 'place', 'name'];
/** What binds also whoever has left. */
const LASTING: readonly Bond[] = ['site', 'picture', 'track'];

function match(tiles: readonly ObservedTile[], here: readonly Person[], left: readonly Person[], blocked: Blocked) {
  const found = new Map<ObservedTile, { person: Person; bond: Bond }>();
  const taken = new Set<Person>();
  const isOut = outside(blocked);
  const bearers = (name: string) => [
    ...here.filter((p) => isSameName(p.name, name)),
    ...left.filter((p) => isOut(p) && hasName(p, name)),
  ];
  const isOnlyOne = (tile: ObservedTile) =>
    tiles.filter(({ name }) => isSameName(name, tile.name)).length === 1 && bearers(tile.name).length === 1;
  for (const bond of BONDS)
    for (const tile of tiles) {
      if (found.has(tile)) continue;
      const among = LASTING.includes(bond) ? [...here, ...left.toReversed()] : here;
      const person = among.find((p) => !taken.has(p) && binds(bond, tile, p));
      if (!person || (bond === 'name' && !isOnlyOne(tile))) continue;
      found.set(tile, { person, bond });
      taken.add(person);
    }
  return found;
}

/** Does this evidence say that the tile is the person's, and nothing else that it is not? */
function binds(bond: Bond, tile: ObservedTile, p: Person): boolean {
  const isSameSite = tile.siteId !== null && tile.siteId === p.siteId;
  const isOtherSite = tile.siteId !== null && p.siteId !== null && !isSameSite;
  const isSameTrack = tile.track !== null && tile.track === p.track;
  const isSame = tile.name !== '' && nameKey(tile.name) === nameKey(p.name);
  const isOpen = tile.name === '' || p.name === '';
  switch (bond) {
    // Somebody with another name and another picture has been given the id.
    case 'site':
      return isSameSite && (isSame || isOpen || isSameTrack);
    case 'picture':
      return isSameTrack && isSame;
    // Sites hand tracks on: an id that is another's says so.
    case 'track':
      return isSameTrack && isOpen && !isOtherSite;
    case 'element':
      return tile.elementId === p.elementId && isSame && !isOtherSite;
    case 'place':
      return (
        tile.elementId === p.elementId &&
        isOpen &&
        !isOtherSite &&
        (isSameTrack || tile.track === null || p.track === null)
      );
    // A page that was built anew: the name is all that is left.
    case 'name':
      return isSame && !isOtherSite;
  }
}

function newcomer(id: string, tile: ObservedTile, at: number): Person {
  return {
    id,
    elementId: tile.elementId,
    siteId: tile.siteId,
    track: tile.track,
    tracks: tile.track === null ? [] : [tile.track],
    name: tile.name,
    names: tile.name === '' ? [] : [nameKey(tile.name)],
    isNameSure: tile.name !== '',
    namedTrack: tile.name === '' ? null : tile.track,
    self: tile.self,
    share: shareOf({ share: null }, tile),
    isCameraOff: tile.isCameraOff,
    isSure: true,
    cameAt: at,
    goneAt: null,
    askedAt: null,
    kin: [],
    beside: [],
    isVouched: false,
    apartFrom: [],
    vouchedFrom: [],
  };
}

function updated(p: Person, tile: ObservedTile, bond: Bond, isOtherMarked: boolean): Person {
  const key = nameKey(tile.name);
  const isSure = bond === 'site' || tile.track === p.track;
  const isNamed = tile.name !== '';
  // A site that gives an id to somebody else gives the name along with it, unless it hides.
  const isNameSure = isNamed || (p.name !== '' && (tile.track === null || tile.track === p.namedTrack));
  return {
    ...p,
    elementId: tile.elementId,
    siteId: tile.siteId ?? p.siteId,
    track: tile.track,
    tracks: tile.track === null || p.tracks.includes(tile.track) ? p.tracks : [...p.tracks, tile.track],
    name: isNamed ? tile.name : p.name,
    names: isNamed && !p.names.includes(key) ? [...p.names, key] : p.names,
    isNameSure,
    namedTrack: isNamed ? tile.track : p.namedTrack,
    // Held while no other tile is marked.
    self: tile.self !== 'marked' && p.self === 'marked' && !isOtherMarked ? 'marked' : tile.self,
    share: shareOf(p, tile),
    isCameraOff: tile.isCameraOff,
    isSure,
    goneAt: null,
    // What the user said of a tile without a name was said of that picture.
    isVouched: p.isVouched && (isSure || isNamed),
  };
}

/** A tile without a name that has a shared screen's picture or place is one, too. */
function withShare(person: Person, tile: ObservedTile, others: readonly Person[]): Person {
  if (person.share || tile.name !== '') return person;
  const isShare = (o: Person) =>
    o.share !== null && (o.elementId === tile.elementId || (tile.track !== null && o.tracks.includes(tile.track)));
  const share = others.find((o) => o.id !== person.id && isShare(o))?.share;
  return share ? { ...person, share: { ...share, track: tile.track } } : person;
}

/** Takes down whose id, picture or (without a name) place the tile has. */
function withKin(person: Person, tile: ObservedTile, others: readonly Person[]): Person {
  const isKin = (o: Person) =>
    (tile.siteId !== null && tile.siteId === o.siteId) ||
    (tile.track !== null && o.tracks.includes(tile.track)) ||
    (tile.name === '' && tile.elementId === o.elementId);
  const kin = others.flatMap((o) => (o.id !== person.id && isKin(o) ? [o.id, ...o.kin] : []));
  const fresh = kin.filter((id) => id !== person.id && !person.kin.includes(id));
  return fresh.length > 0 ? { ...person, kin: [...new Set([...person.kin, ...fresh])] } : person;
}

/** A share stays one until the page shows another name there, or another picture with a name. */
function shareOf({ share }: Pick<Person, 'share'>, tile: ObservedTile): Person['share'] {
  const key = nameKey(tile.name);
  const { isShareForNow: isForNow = false } = tile;
  if (tile.isShare) return { name: key || (share?.name ?? ''), track: tile.track, isForNow };
  if (share?.isForNow) return null;
  const isOther = key !== '' && (key !== share?.name || (tile.track !== null && tile.track !== share.track));
  return isOther ? null : share;
}

/** The page's order, with whoever is missing after the one they stood behind. */
function inPlace(seen: readonly Person[], missing: readonly Person[], before: readonly Person[]): Person[] {
  const people = [...seen];
  for (const one of missing) {
    const place = before.findIndex(({ id }) => id === one.id);
    const ahead = before.slice(0, place).findLast(({ id }) => people.some((p) => p.id === id));
    people.splice(ahead ? people.findIndex(({ id }) => id === ahead.id) + 1 : 0, 0, one);
  }
  return people;
}

/** After a sweep: whom an excluded person was seen beside, and which differences no longer hold. */
function withDoubts(p: Person, people: readonly Person[], isOut: (p: Person) => boolean): Person {
  const isThere = (id: string) => people.some((o) => o.id === id && isSeen(o));
  // Where the picture has changed while the excluded person is not to be seen, it may be theirs by now.
  const keeps = (ids: readonly string[]) => (p.isSure || ids.every(isThere) ? ids : ids.filter(isThere));
  const isBeside = (o: Person) => o.id !== p.id && isSeen(o) && o.isNameSure && !shareName(o, p);
  const fresh =
    isOut(p) && isSeen(p) && p.names.length > 0
      ? people.flatMap((o) => (isBeside(o) && !p.beside.includes(o.id) ? [o.id] : []))
      : [];
  return {
    ...p,
    beside: fresh.length > 0 ? [...p.beside, ...fresh] : p.beside,
    apartFrom: keeps(p.apartFrom),
    vouchedFrom: keeps(p.vouchedFrom),
  };
}

/** On the page, and surely who it was. */
const isSeen = (p: Person) => p.goneAt === null && p.isSure;

/** Has the user left this person out, by a click or by name? */
const outside = (blocked: Blocked) => (p: Person) => p.askedAt !== null || isBlocked(p, blocked);

const hasName = (p: Person, name: string) => p.names.some((known) => isSameName(known, name));

const isBlocked = (p: Person, blocked: Blocked) => blocked.some((name) => hasName(p, name));

const shareName = (p: Person, x: Person) => x.names.some((name) => hasName(p, name));

/** May `p` be `x`, who is excluded? */
function mayBe(p: Person, x: Person): boolean {
  if (p.id === x.id || p.vouchedFrom.includes(x.id)) return false;
  // The site marks who the user is.
  if (p.self === 'marked' && x.self !== 'marked') return false;
  const isOtherSite = p.siteId !== null && x.siteId !== null && p.siteId !== x.siteId;
  const isApart = p.apartFrom.includes(x.id);
  const isKin = p.kin.includes(x.id);
  if (shareName(p, x)) return isKin || !isApart || !isOtherSite;
  if (p.isNameSure && x.names.length > 0) return isKin && !isOtherSite && !isSeen(x) && !x.beside.includes(p.id);
  if (isKin) return true;
  // Whoever came after an excluded person of whom no name is known, or came without a name.
  const isLater = !isApart && x.askedAt !== null && p.cameAt >= x.askedAt;
  return isLater && (x.names.length > 0 || !isSeen(x));
}

/** Why each person on the page must not be read, whatever the mode; null for whoever may. By person. */
export function objections(
  { people, left, picked }: Identity,
  blocked: Blocked,
): ReadonlyMap<string, ExclusionReason | null> {
  const out = [...people, ...left].filter(outside(blocked));
  const objectionTo = (p: Person): ExclusionReason | null => {
    if (p.askedAt !== null) return 'asked';
    if (isBlocked(p, blocked)) return 'blocked';
    if (out.some((x) => mayBe(p, x))) return p.isNameSure ? 'unsure' : 'nameless';
    const isKnown = p.isNameSure || p.isVouched || p.self === 'marked' || picked === p.id;
    return blocked.length > 0 && !isKnown ? 'nameless' : null;
  };
  return new Map(people.map((p) => [p.id, objectionTo(p)]));
}

/** The user leaves somebody out; or takes that back, or says of somebody who is doubtful that they may be read. */
export function withExclusion(
  identity: Identity,
  id: string,
  excluded: boolean,
  at: number,
  blocked: Blocked,
): Identity {
  const { people, left } = identity;
  const person = people.find((p) => p.id === id);
  if (!person) return identity;
  const change = (of: (p: Person) => Person) => ({ ...identity, people: people.map(of), left: left.map(of) });
  if (excluded)
    return change((p) => {
      if (p.id === id) return { ...p, askedAt: p.askedAt ?? at, isVouched: false, vouchedFrom: [], apartFrom: [] };
      // Whoever stands beside is somebody else, and has not become so by a word said before.
      const isBeside = p.goneAt === null && people.includes(p);
      return isBeside ? { ...p, apartFrom: [...p.apartFrom, id] } : p;
    });
  const isOut = outside(blocked);
  // The user speaks of this tile. Whoever else was left out stays so, even if it was the same person all along.
  const doubts = [...people, ...left].filter((x) => isOut(x) && mayBe(person, x)).map((x) => x.id);
  return change((p) =>
    p.id === id ? { ...p, askedAt: null, isVouched: true, vouchedFrom: [...p.vouchedFrom, ...doubts] } : p,
  );
}

/** After names were added to those that are never read: what the user said of tiles without a name was said before. */
export function withoutVouching(identity: Identity): Identity {
  const doubted = (p: Person): Person => (p.isVouched ? { ...p, isVouched: false } : p);
  return { ...identity, people: identity.people.map(doubted), left: identity.left.map(doubted) };
}

/** The user says who of those on the page is oneself; null takes it back. */
export function withSelf(identity: Identity, id: string | null): Identity {
  const isThere = id === null || identity.people.some((p) => p.id === id && !p.share);
  return isThere ? { ...identity, picked: id } : identity;
}

/** The one person who is the user: marked by the site or picked, and nobody else; null where that cannot be told. */
export function selfOf({ people, picked }: Identity): Person | null {
  const may = people.filter((p) => !p.share && (p.self === 'marked' || p.id === picked));
  const here = may.filter((p) => p.goneAt === null);
  const [only, ...others] = here.length > 0 ? here : may;
  return only && others.length === 0 ? only : null;
}

/** Among whom the user is asked, the page's suggestions first. */
export function selfCandidates({ people }: Identity): Person[] {
  const here = people.filter((p) => !p.share && p.goneAt === null);
  return [...here.filter((p) => p.self !== null), ...here.filter((p) => p.self === null)];
}
