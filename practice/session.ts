// The practice call as every site has it: people, their cameras and connections, comings and goings. What its pages
// look like is a Site's.
import type { Movement } from '../src/call/room/types.ts';
import type { Arrangement, Guest, Invitation, Practice, PracticePerson, PracticeTile } from './call.ts';
import { type Camera, type CameraSize, cameraSize, openCamera } from './camera.ts';
import type { Place, Stage } from './grid.ts';
import { planLife } from './life.ts';
import { type Loopback, loopback } from './loopback.ts';
import { seeded } from './random.ts';
import { openSlides } from './slides.ts';

/** Somebody, or the screen that somebody presents. */
export interface Entry {
  /** The person's; a screen has its presenter's. */
  id: string;
  name: string;
  isSelf: boolean;
  isShare: boolean;
  isMuted: boolean;
}

export type Loudness = 0 | 1 | 2;

export interface TileView {
  place(place: Place): void;
  /** Camera on; resolves with a picture, or when there will be none. */
  show(stream: MediaStream): Promise<void>;
  /** Camera off. */
  hide(): void;
  speak(loudness: Loudness): void;
  isRunning(): boolean;
  /** What of the page shows it: the tile, and what may show the same once more. */
  elements(): HTMLElement[];
  remove(): void;
}

/** What the site's buttons do. */
export interface Actions {
  enter(): void;
  leave(): void;
  togglePanel(): void;
  turnPage(by: number): void;
}

export interface View {
  people: Entry[];
  isPanelOpen: boolean;
  /** Of a grid with more tiles than fit, from 0. */
  page: number;
  pages: number;
}

/** Draws one site's pages. */
export interface Site {
  readonly tilesPerPage: number;
  arrange(arrangement: Arrangement, stage: Stage, tiles: { isShare: boolean }[]): (Place | null)[];
  /** By what the site's page tells somebody apart. Namesakes get a number. */
  idOf(name: string, number: number, isSelf: boolean): string;
  /** Draws the page before the call; answers where one sees oneself. */
  lobby(act: Actions): HTMLVideoElement;
  /** Draws the call without people; answers where tiles stand. */
  call(act: Actions, ended: AbortSignal): HTMLElement;
  /** A new tile on the stage, camera off. */
  tile(of: Entry): TileView;
  /** At every change of who is there or of what is where, before tiles get their places. */
  update(view: View): void;
  /** Draws the page after the call. */
  left(act: Actions): void;
}

interface Person {
  id: string;
  guest: Guest;
  isSelf: boolean;
  isMuted: boolean;
  cameraOn: boolean;
  /** Not yet what it is to become: on, or out of order. */
  isStarting: boolean;
  camera: Camera | null;
  link: Loopback | null;
  /** What the tile shows: the far end of the link, or one's own camera. */
  stream: MediaStream | null;
  tile: TileView | null;
}

interface Share {
  of: Person;
  slides: ReturnType<typeof openSlides>;
  link: Loopback;
  tile: TileView | null;
}

/** The part of a room that laughs when something is funny. */
const LAUGHING = 0.8;

class PracticeCall implements Practice {
  readonly problems: string[] = [];
  readonly #site: Site;
  readonly #invitation: Invitation;
  readonly #random: () => number;
  readonly #size: CameraSize;
  readonly #waiting: Guest[];
  readonly #act: Actions = {
    enter: () => void this.enterCall(),
    leave: () => this.endCall(),
    togglePanel: () => this.panel(!this.#isPanelOpen),
    turnPage: (by) => {
      this.#page += by;
      this.#render();
    },
  };
  #people: Person[] = [];
  #share: Share | null = null;
  #arrangement: Arrangement = 'tiled';
  #page = 0;
  #isPanelOpen = false;
  #phase: 'lobby' | 'call' | 'left' = 'lobby';
  #stage: HTMLElement | null = null;
  #preview: Camera | null = null;
  #number = 0;
  /** Everything that belongs to the call on screen ends with it. */
  #ends = new AbortController();
  #life = new AbortController();

  constructor(site: Site, invitation: Invitation) {
    this.#site = site;
    this.#invitation = invitation;
    this.#random = seeded(invitation.seed);
    this.#waiting = [...invitation.waiting];
    this.#size = cameraSize(invitation.present.length);
  }

  phase(): 'lobby' | 'call' | 'left' {
    return this.#phase;
  }

  ready(): boolean {
    if (this.#phase !== 'call') return true;
    if (this.#people.length === 0 || this.#people.some((p) => p.isStarting)) return false;
    const shown = [...this.#people.filter((p) => p.cameraOn), ...(this.#share ? [this.#share] : [])];
    return shown.every(({ tile }) => !tile || tile.isRunning());
  }

  people(): PracticePerson[] {
    return this.#people.map((p) => ({
      id: p.id,
      name: p.guest.name,
      isSelf: p.isSelf,
      looks: p.guest.looks,
      cameraOn: p.cameraOn,
      onScreen: p.tile !== null,
    }));
  }

  tiles(): PracticeTile[] {
    // A frame's page counts from the frame.
    const { x, y } = window.frameElement?.getBoundingClientRect() ?? { x: 0, y: 0 };
    return this.#people.flatMap(({ id, guest: { name }, isSelf, tile }) =>
      (tile?.elements() ?? []).map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { id, name, isSelf, box: { x: x + left, y: y + top, width, height } };
      }),
    );
  }

  async enterLobby(): Promise<void> {
    this.#phase = 'lobby';
    const preview = this.#site.lobby(this.#act);
    const [self] = this.#invitation.present;
    const camera = self ? await this.#open(self) : null;
    if (this.#phase !== 'lobby') return camera?.stop();
    this.#preview = camera;
    preview.srcObject = camera?.stream ?? null;
  }

  async enterCall(): Promise<void> {
    this.#leaveLobby();
    this.#phase = 'call';
    this.#ends = new AbortController();
    this.#page = 0;
    this.#isPanelOpen = false;
    const stage = this.#site.call(this.#act, this.#ends.signal);
    this.#stage = stage;
    const observer = new ResizeObserver(() => this.#render());
    observer.observe(stage);
    this.#ends.signal.addEventListener('abort', () => observer.disconnect());
    const clock = performance.now();
    const draw = () => {
      const seconds = (performance.now() - clock) / 1000;
      for (const person of this.#people) person.camera?.draw(seconds);
    };
    this.#every(1000 / this.#size.fps, draw);
    this.#talk();
    const [self, ...others] = this.#invitation.present;
    this.#people = [];
    for (const guest of others) this.#add(guest, false);
    if (self) this.#add(self, true);
    this.#render();
    // One after the other: connecting everybody at once would starve a small machine.
    for (const person of [...this.#people]) await this.#start(person);
    if (!this.#invitation.still) this.live(Number.POSITIVE_INFINITY);
  }

  async join(): Promise<string | null> {
    const guest = this.#waiting.shift();
    if (!guest || this.#phase !== 'call') return null;
    const person = this.#add(guest, false);
    this.#render();
    await this.#start(person);
    return person.id;
  }

  leave(id: string): void {
    const person = this.#find(id);
    if (this.#share?.of === person) this.#endShare();
    this.#stop(person);
    this.#people = this.#people.filter((p) => p !== person);
    this.#waiting.push(person.guest);
    person.tile?.remove();
    this.#render();
  }

  cameraOff(id: string): void {
    const person = this.#find(id);
    this.#stop(person);
    person.tile?.hide();
  }

  async cameraOn(id: string): Promise<void> {
    const person = this.#find(id);
    if (!person.cameraOn) await this.#start(person);
  }

  move(id: string, movement: Movement | null): void {
    this.#find(id).camera?.move(movement);
  }

  smile(id: string, amount: number): void {
    this.#find(id).camera?.smile(amount);
  }

  async share(id: string | null): Promise<void> {
    if (this.#share) this.#endShare();
    if (id !== null) {
      const of = this.#find(id);
      const slides = openSlides();
      this.#share = { of, slides, link: await loopback(slides.stream), tile: null };
    }
    this.#render();
  }

  layout(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#render();
  }

  panel(open: boolean): void {
    this.#isPanelOpen = open;
    this.#render();
  }

  live(seconds: number): void {
    this.#life.abort();
    this.#life = new AbortController();
    const signal = AbortSignal.any([this.#life.signal, this.#ends.signal]);
    let joined: string | null = null;
    let off: string | null = null;
    const someone = (except: (string | null)[]) => {
      const choice = this.#people.filter((p) => p.cameraOn && !except.includes(p.id));
      const others = choice.filter((p) => !p.isSelf);
      const from = others.length > 0 ? others : choice;
      return from[Math.floor(this.#random() * from.length)];
    };
    const act = {
      join: async () => {
        joined = await this.join();
      },
      'camera-off': () => {
        off = someone([joined])?.id ?? null;
        if (off) this.cameraOff(off);
      },
      'camera-on': async () => {
        if (off && this.#people.some((p) => p.id === off)) await this.cameraOn(off);
      },
      leave: () => {
        // Nobody leaves for whom nobody came; whoever has just come or come back stays if somebody else can go.
        if (!joined) return;
        const other = someone([joined, off]);
        this.leave(other && !other.isSelf ? other.id : joined);
      },
      laugh: () => {
        for (const { camera } of this.#people) if (this.#random() < LAUGHING) camera?.smile(1);
      },
      settle: () => {
        for (const { camera } of this.#people) camera?.smile(0);
      },
    };
    const forAnHour = 3600;
    for (const event of planLife(Math.min(seconds, forAnHour))) {
      const timer = setTimeout(() => void act[event.what](), event.at * 1000);
      signal.addEventListener('abort', () => clearTimeout(timer));
    }
  }

  endCall(): void {
    this.#leaveLobby();
    this.#ends.abort();
    if (this.#share) this.#endShare();
    for (const person of this.#people) this.#stop(person);
    this.#people = [];
    this.#phase = 'left';
    this.#site.left(this.#act);
  }

  #leaveLobby(): void {
    this.#preview?.stop();
    this.#preview = null;
  }

  #add(guest: Guest, isSelf: boolean): Person {
    const number = this.#number++;
    const base = this.#site.idOf(guest.name, number, isSelf);
    let id = base;
    for (let i = 2; this.#people.some((p) => p.id === id); i++) id = `${base} ${i}`;
    const isMuted = number % 3 === 1;
    const nothing = { cameraOn: false, isStarting: true, camera: null, link: null, stream: null, tile: null };
    const person: Person = { id, guest, isSelf, isMuted, ...nothing };
    // One's own tile stays last.
    const last = this.#people.findIndex((p) => p.isSelf);
    this.#people.splice(last < 0 ? this.#people.length : last, 0, person);
    return person;
  }

  /** Camera on: picture, connection, tile. */
  async #start(person: Person): Promise<void> {
    person.isStarting = true;
    await this.#connect(person);
    person.isStarting = false;
  }

  async #connect(person: Person): Promise<void> {
    const camera = await this.#open(person.guest);
    if (!camera) return;
    const gone = () => this.#phase !== 'call' || !this.#people.includes(person);
    const link = person.isSelf ? null : await loopback(camera.stream);
    if (gone()) {
      camera.stop();
      link?.close();
      return;
    }
    const stream = link?.stream ?? camera.stream;
    Object.assign(person, { camera, link, stream, cameraOn: true });
    await person.tile?.show(stream);
  }

  #stop(person: Person): void {
    person.camera?.stop();
    person.link?.close();
    Object.assign(person, { camera: null, link: null, stream: null, cameraOn: false });
  }

  async #open(guest: Guest): Promise<Camera | null> {
    try {
      return await openCamera(guest.source, this.#size, this.#random);
    } catch (error) {
      this.problems.push(`${guest.name}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  #endShare(): void {
    this.#share?.slides.stop();
    this.#share?.link.close();
    this.#share?.tile?.remove();
    this.#share = null;
  }

  #find(id: string): Person {
    const person = this.#people.find((p) => p.id === id);
    if (!person) throw new Error(`nobody in the call has the id ${id}`);
    return person;
  }

  #every(milliseconds: number, work: () => void): void {
    const timer = setInterval(work, milliseconds);
    this.#ends.signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** Somebody talks, then somebody else: sites mark it by changing classes several times a second. */
  #talk(): void {
    let speaker: TileView | null = null;
    let until = 0;
    this.#every(250, () => {
      if (performance.now() > until) {
        speaker?.speak(0);
        speaker = this.#people[Math.floor(this.#random() * this.#people.length)]?.tile ?? null;
        until = performance.now() + 2500 + this.#random() * 3000;
      }
      speaker?.speak(this.#random() < 0.5 ? 1 : 2);
    });
  }

  /** Gives every visible tile its place; makes and removes tiles as the layout asks. */
  #render(): void {
    const stage = this.#stage;
    if (!stage || this.#phase !== 'call') return;
    const all: (Person | Share)[] = this.#share ? [this.#share, ...this.#people] : this.#people;
    const isGrid = this.#arrangement === 'tiled' && !this.#share;
    const perPage = isGrid ? Math.min(this.#site.tilesPerPage, all.length) : all.length;
    const pages = Math.max(1, Math.ceil(all.length / Math.max(1, perPage)));
    this.#page = Math.min(Math.max(0, this.#page), pages - 1);
    const page = isGrid ? this.#page : 0;
    const shown = all.slice(page * perPage, (page + 1) * perPage);
    // A panel that opens takes room from the stage.
    this.#site.update({ people: this.#people.map(entryOf), isPanelOpen: this.#isPanelOpen, page, pages });
    const { clientWidth: width, clientHeight: height } = stage;
    const places = this.#site.arrange(
      this.#arrangement,
      { width, height },
      shown.map((s) => ({ isShare: 'slides' in s })),
    );
    const placeOf = (entry: Person | Share) => places[shown.indexOf(entry)] ?? null;
    for (const entry of all) {
      if (placeOf(entry)) continue;
      entry.tile?.remove();
      entry.tile = null;
    }
    for (const entry of shown) {
      const place = placeOf(entry);
      if (!place) continue;
      const isNew = entry.tile === null;
      entry.tile ??= this.#site.tile(entryOf(entry));
      entry.tile.place(place);
      const stream = 'slides' in entry ? entry.link.stream : entry.stream;
      if (isNew && stream) void entry.tile.show(stream);
    }
  }
}

function entryOf(of: Person | Share): Entry {
  const isShare = 'slides' in of;
  const { id, guest, isSelf, isMuted } = isShare ? of.of : of;
  return { id, name: guest.name, isSelf: isSelf && !isShare, isShare, isMuted };
}

/** Opens the call that the server has prepared, in the lobby where the address says so. */
export async function attend(site: Site): Promise<void> {
  const response = await fetch('/practice/call.json');
  const call = new PracticeCall(site, (await response.json()) as Invitation);
  window.practice = call;
  if (new URLSearchParams(location.search).has('lobby')) await call.enterLobby();
  else await call.enterCall();
}
