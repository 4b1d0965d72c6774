// The practice call laid out as Google Meet lays out a call: lobby, tiles, control bar, people panel and the page after it.
import type { Arrangement, Guest, Invitation, Practice, PracticePerson } from './call.ts';
import { type Camera, type CameraSize, cameraSize, openCamera } from './camera.ts';
import { button, el } from './dom.ts';
import { arrange } from './grid.ts';
import { planLife } from './life.ts';
import { type Loopback, loopback } from './loopback.ts';
import { seeded } from './random.ts';
import { openSlides } from './slides.ts';
import { TileView } from './tile.ts';

const SPACE = 'spaces/pRaCt1ceRoom';

interface Person {
  id: string;
  guest: Guest;
  isSelf: boolean;
  cameraOn: boolean;
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

class MeetCall implements Practice {
  readonly problems: string[] = [];
  readonly #invitation: Invitation;
  readonly #random: () => number;
  readonly #size: CameraSize;
  readonly #waiting: Guest[];
  #people: Person[] = [];
  #share: Share | null = null;
  #arrangement: Arrangement = 'tiled';
  #phase: 'lobby' | 'call' | 'left' = 'lobby';
  #stage: HTMLElement | null = null;
  #panel: HTMLElement | null = null;
  #nextDevice = 101;
  /** Everything that belongs to the call on screen ends with it. */
  #ends = new AbortController();
  #life = new AbortController();

  constructor(invitation: Invitation) {
    this.#invitation = invitation;
    this.#random = seeded(invitation.seed);
    this.#waiting = [...invitation.waiting];
    this.#size = cameraSize(invitation.present.length);
  }

  phase(): 'lobby' | 'call' | 'left' {
    return this.#phase;
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

  async enterLobby(): Promise<void> {
    this.#phase = 'lobby';
    const self = this.#invitation.present[0];
    const preview = el('video', { class: 'Gv1mTb mIrr0r', autoplay: true, playsinline: true });
    preview.muted = true;
    const join = el('button', { type: 'button', jsname: 'Qx7uuf', class: 'jO1nBt' }, 'Join now');
    // The site's lobby has a leave button too, which is why that button alone does not mean a call.
    const leave = button('Leave call', 'call_end', { jsname: 'CQylAd', class: 'lE4veB' });
    document.body.replaceChildren(
      el(
        'div',
        { class: 'lObbY' },
        el('div', { class: 'pRvW' }, preview),
        el(
          'div',
          { class: 'aSk' },
          el('h1', {}, 'Ready to join?'),
          el('p', {}, 'A practice call on this machine'),
          join,
          leave,
        ),
      ),
    );
    const camera = self ? await this.#open(self) : null;
    if (camera) preview.srcObject = camera.stream;
    const done = () => {
      preview.srcObject = null;
      camera?.stop();
    };
    join.onclick = () => {
      done();
      void this.enterCall();
    };
    leave.onclick = () => {
      done();
      this.#showLeft();
    };
  }

  async enterCall(): Promise<void> {
    this.#phase = 'call';
    this.#ends = new AbortController();
    this.#buildCall();
    const clock = performance.now();
    const draw = () => {
      const seconds = (performance.now() - clock) / 1000;
      for (const person of this.#people) person.camera?.draw(seconds);
    };
    this.#every(1000 / this.#size.fps, draw);
    this.#talk();
    const [self, ...others] = this.#invitation.present;
    this.#people = [];
    // One after the other: connecting everybody at once would starve a small machine.
    for (const guest of others) this.#add(guest, false);
    if (self) this.#add(self, true);
    this.#render();
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
    person.tile?.box.remove();
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
    this.#panel?.toggleAttribute('hidden', !open);
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
    };
    const forAnHour = 3600;
    for (const event of planLife(Math.min(seconds, forAnHour))) {
      const timer = setTimeout(() => void act[event.what](), event.at * 1000);
      signal.addEventListener('abort', () => clearTimeout(timer));
    }
  }

  endCall(): void {
    this.#ends.abort();
    if (this.#share) this.#endShare();
    for (const person of this.#people) this.#stop(person);
    this.#people = [];
    this.#showLeft();
  }

  #showLeft(): void {
    this.#phase = 'left';
    const rejoin = el('button', { type: 'button', class: 'jO1nBt' }, 'Rejoin');
    rejoin.onclick = () => void this.enterCall();
    const home = el(
      'button',
      { type: 'button', jsname: 'EszDse', 'data-mdc-dialog-action': 'returnToHomePage', class: 'lE4veT' },
      'Return to home screen',
    );
    document.body.replaceChildren(
      el(
        'div',
        { class: 'lObbY', 'data-call-ended': 'true' },
        el('div', { class: 'aSk' }, el('h1', {}, 'You left the meeting'), rejoin, home),
      ),
    );
  }

  #add(guest: Guest, isSelf: boolean): Person {
    const id = `${SPACE}/devices/${this.#nextDevice++}`;
    const person: Person = { id, guest, isSelf, cameraOn: false, camera: null, link: null, stream: null, tile: null };
    // One's own tile stays last.
    const last = this.#people.findIndex((p) => p.isSelf);
    this.#people.splice(last < 0 ? this.#people.length : last, 0, person);
    return person;
  }

  /** Camera on: picture, connection, tile. */
  async #start(person: Person): Promise<void> {
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
    this.#share?.tile?.box.remove();
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

  /** Somebody talks, then somebody else: the site marks it by changing classes several times a second. */
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

  #buildCall(): void {
    const stage = el('main', { class: 'axUSnc', jscontroller: 'izfDQc' });
    const panel = el(
      'aside',
      { class: 'pAn3l', 'aria-label': 'People', hidden: true },
      el('h2', {}, 'People'),
      el('div', { role: 'list' }),
    );
    const people = button('People', 'people', { class: 'bTn' });
    people.onclick = () => this.panel(panel.hasAttribute('hidden'));
    const end = button('Leave call', 'call_end', { jsname: 'CQylAd', class: 'lE4veB' });
    end.onclick = () => this.endCall();
    const bar = el(
      'div',
      { class: 'bAr', role: 'region', 'aria-label': 'Call controls' },
      el(
        'div',
        { class: 'lEft' },
        el('span', {}, '10:24'),
        el('span', { class: 'cOde' }, 'abc-defg-hij'),
        el('em', {}, 'Practice call'),
      ),
      el(
        'div',
        { class: 'mIddle' },
        button('Turn off microphone', 'mic', { class: 'bTn rOund' }),
        button('Turn off camera', 'videocam', { class: 'bTn rOund' }),
        button('Turn on captions', 'closed_caption', { class: 'bTn rOund' }),
        button('Send a reaction', 'mood', { class: 'bTn rOund' }),
        button('Present now', 'present_to_all', { class: 'bTn rOund' }),
        button('More options', 'more_vert', { class: 'bTn rOund' }),
        end,
      ),
      el(
        'div',
        { class: 'rIght' },
        button('Meeting details', 'info', { class: 'bTn' }),
        people,
        button('Chat', 'chat', { class: 'bTn' }),
      ),
    );
    document.body.replaceChildren(
      el('div', { class: 'cAll' }, stage, panel, bar),
      el('audio'),
      el('audio'),
      el('audio'),
    );
    this.#stage = stage;
    this.#panel = panel;
    const observer = new ResizeObserver(() => this.#render());
    observer.observe(stage);
    this.#ends.signal.addEventListener('abort', () => observer.disconnect());
  }

  /** Gives every visible tile its place; makes and removes tiles as the layout asks. */
  #render(): void {
    const stage = this.#stage;
    if (!stage || this.#phase !== 'call') return;
    const { clientWidth: width, clientHeight: height } = stage;
    const shown: (Person | Share)[] = this.#share ? [this.#share, ...this.#people] : this.#people;
    const places = arrange(
      this.#arrangement,
      { width, height },
      shown.map((s) => ({ isShare: 'slides' in s })),
    );
    for (const [i, entry] of shown.entries()) {
      const place = places[i];
      if (!place) {
        entry.tile?.box.remove();
        entry.tile = null;
        continue;
      }
      entry.tile ??= this.#makeTile(entry, stage);
      entry.tile.place(place);
    }
    this.#listPeople();
  }

  #makeTile(entry: Person | Share, stage: HTMLElement): TileView {
    const isShare = 'slides' in entry;
    const person = isShare ? entry.of : entry;
    const tile = new TileView({
      participantId: person.id,
      mediaId: isShare ? `${person.id}/screen` : person.id,
      name: person.guest.name,
      isSelf: person.isSelf && !isShare,
      isShare,
    });
    const stream = isShare ? entry.link.stream : entry.stream;
    stage.append(tile.box);
    if (stream) void tile.show(stream);
    return tile;
  }

  /** The panel's rows carry the participants' ids too, though they are no tiles. */
  #listPeople(): void {
    if (!this.#panel) return;
    const rows = this.#people.map((p) =>
      el(
        'div',
        { role: 'listitem', class: 'rOw', 'data-participant-id': p.id, 'aria-label': p.guest.name },
        el('span', { class: 'notranslate', dir: 'auto' }, p.guest.name),
        p.isSelf ? el('span', { class: 'nOte' }, '(You)') : '',
      ),
    );
    this.#panel.querySelector('[role="list"]')?.replaceChildren(...(this.#panel.hidden ? [] : rows));
  }
}

const response = await fetch('/practice/call.json');
const call = new MeetCall((await response.json()) as Invitation);
window.practice = call;
if (new URLSearchParams(location.search).has('lobby')) await call.enterLobby();
else await call.enterCall();
