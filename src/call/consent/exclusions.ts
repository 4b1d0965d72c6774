// Who is left out of a call by a click, for as long as its page is open: also when reading is switched off and on again in between, and when
// they leave and come back, for which most sites give them another id.
import { nameKey, type Subject } from './policy.ts';

/** A tile is waited for so long to tell whose it is, milliseconds: pages write names a moment after they show pictures. */
export const NAME_MS = 3000;

export class Exclusions {
  private readonly out = new Set<string>();
  private readonly names = new Set<string>();
  /** When each tile was seen first, epoch milliseconds, and which have had a name since. */
  private readonly since = new Map<string, number>();
  private readonly known = new Set<string>();
  private unknown: ReadonlySet<string> = new Set();

  /** As plain data, for the next copy of the content script. */
  kept(): { ids: string[]; names: string[] } {
    return { ids: [...this.out], names: [...this.names] };
  }

  restore({ ids, names }: { ids: readonly string[]; names: readonly string[] }): void {
    for (const id of ids) this.out.add(id);
    for (const name of names) this.names.add(name);
  }

  /** Tiles that are left out. */
  get ids(): ReadonlySet<string> {
    return this.out;
  }

  /** Tiles that may yet turn out to be somebody's who is left out by name. */
  get awaited(): ReadonlySet<string> {
    return this.unknown;
  }

  /** @param tile `name` as the page has it, '' when it does not tell. */
  set({ id, name }: Pick<Subject, 'id' | 'name'>, excluded: boolean): void {
    const key = nameKey(name);
    if (excluded) {
      this.out.add(id);
      if (key) this.names.add(key);
    } else {
      this.out.delete(id);
      this.names.delete(key);
    }
  }

  /** Takes in who is there; before they are looked at. @param leftOut are there names that are left out of every call? */
  see(tiles: readonly Subject[], leftOut: boolean, now: number): void {
    for (const { id, name } of tiles) {
      if (!this.since.has(id)) this.since.set(id, now);
      if (!name || this.known.has(id)) continue;
      // Once: of two who are called the same, one may be read although the other is not.
      this.known.add(id);
      if (this.names.has(nameKey(name))) this.out.add(id);
    }
    const isAwaited = ({ id, name, isSelf }: Subject) =>
      !name && !isSelf && (leftOut || this.names.size > 0) && now - (this.since.get(id) ?? now) < NAME_MS;
    this.unknown = new Set(tiles.filter(isAwaited).map(({ id }) => id));
  }
}
