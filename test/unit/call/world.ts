// A call page as it is and as it shows itself: people whose true identity is known here, and the tiles that a site makes of them.
import type { ObservedTile } from '../../../src/call/tiles.ts';

export interface Human {
  /** Whoever it truly is; rejoining does not change it. */
  key: number;
  name: string;
  isShare: boolean;
}

interface Stay {
  human: Human;
  elementId: number;
  siteId: string | null;
  track: string | null;
  isLabelled: boolean;
  /** Taken away by the page for a moment. */
  isAway: boolean;
}

export type Site = 'ids' | 'names';

export class World {
  at = 1_700_000_000_000;
  stays: Stay[] = [];
  areLabelsHidden = false;
  private numbers = 0;

  /** @param site `ids`: it has ids of its own for participants; `names`: it has not. */
  constructor(readonly site: Site) {}

  private next(): number {
    this.numbers++;
    return this.numbers;
  }

  join(human: Human, isLabelled = true): void {
    if (this.find(human)) return;
    this.stays.push({
      human,
      elementId: this.next(),
      siteId: this.site === 'ids' ? `site-${this.next()}` : null,
      track: `track-${this.next()}`,
      isLabelled,
      isAway: false,
    });
  }

  leave(human: Human): void {
    this.stays = this.stays.filter((s) => s.human.key !== human.key);
  }

  find(human: Human): Stay | undefined {
    return this.stays.find((s) => s.human.key === human.key);
  }

  rebuildElements(): void {
    for (const stay of this.stays) stay.elementId = this.next();
  }

  renewTracks(): void {
    for (const stay of this.shown()) stay.track = `track-${this.next()}`;
  }

  renewIds(): void {
    if (this.site === 'ids') for (const stay of this.shown()) stay.siteId = `site-${this.next()}`;
  }

  /** Two tiles change places in everything but who they are: elements are recycled. */
  swapElements(i: number, j: number): void {
    const [a, b] = [this.stays[i], this.stays[j]];
    if (a && b) [a.elementId, b.elementId] = [b.elementId, a.elementId];
  }

  /** The site gives one participant's id to another and the other way round. */
  swapIds(i: number, j: number): void {
    const [a, b] = [this.shown()[i], this.shown()[j]];
    if (a && b) [a.siteId, b.siteId] = [b.siteId, a.siteId];
  }

  /** The site sends one participant's picture over the other's track. Nobody could tell without labels or ids. */
  swapTracks(i: number, j: number): void {
    const [a, b] = [this.stays[i], this.stays[j]];
    if (!a || !b || a.human.isShare || b.human.isShare) return;
    const isTold = this.site === 'ids' || (!this.areLabelsHidden && a.isLabelled && b.isLabelled);
    if (isTold) [a.track, b.track] = [b.track, a.track];
  }

  reorder(i: number): void {
    const [moved] = this.stays.splice(i % Math.max(1, this.stays.length), 1);
    if (moved) this.stays.unshift(moved);
  }

  tiles(): ObservedTile[] {
    return this.shown().map(({ human, elementId, siteId, track, isLabelled }) => ({
      elementId,
      siteId,
      track,
      name: isLabelled && !this.areLabelsHidden ? human.name : '',
      self: null,
      // A share's mark is part of its label.
      isShare: human.isShare && isLabelled && !this.areLabelsHidden,
      isCameraOff: track === null,
    }));
  }

  shown(): Stay[] {
    return this.stays.filter((s) => !s.isAway);
  }
}
