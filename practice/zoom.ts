// Zoom's web client: one canvas in an open shadow root paints all tiles but one's own. A tile with the camera on has a
// video-player with a node-id; one without has only a name. So the name, which stays, is the id here.
import type { Arrangement } from './call.ts';
import { button, el, nest, videoOf } from './dom.ts';
import { arrange, mainOf, type Place, type Stage, strip } from './grid.ts';
import { leftPage, lobbyPage } from './pages.ts';
import { type Actions, attend, type Entry, type Site, type TileView, type View } from './session.ts';
import { isPlaying, placeAt, play } from './video-tile.ts';
import { Painter } from './zoom-painter.ts';

declare global {
  interface HTMLElementTagNameMap {
    'video-player': HTMLElement;
    'video-player-container': HTMLElement;
  }
}

/** A view's class names begin with the view's; its tiles stand in a layer of its own. */
const VIEWS = {
  grid: { family: 'gallery-video-container', layer: 'gallery-video-container__main-view' },
  main: { family: 'speaker-active-container', layer: 'speaker-active-container__wrap' },
  side: { family: 'speaker-bar-container', layer: 'speaker-bar-container__horizontal-view-wrap' },
} as const;
/** Node ids leave room for a person's other streams: their screen is the next one. */
const FIRST_NODE = 16778240;
const NODES_A_PERSON = 1024;

interface Frame {
  stage: HTMLElement;
  painter: Painter;
  layers: Record<keyof typeof VIEWS, HTMLElement>;
  screen: HTMLElement;
  back: HTMLButtonElement;
  forward: HTMLButtonElement;
  count: HTMLButtonElement;
  panel: HTMLElement;
}

class Zoom implements Site {
  readonly tilesPerPage = 25;
  readonly #nodes = new Map<string, number>();
  #frame: Frame | null = null;

  arrange(arrangement: Arrangement, stage: Stage, tiles: { isShare: boolean }[]): (Place | null)[] {
    if (arrangement !== 'spotlight') return arrange(arrangement, stage, tiles);
    const main = mainOf(tiles);
    const { main: big, small } = strip('top', stage, tiles.length - 1);
    return tiles.map((_, i) => (i === main ? big : (small[i < main ? i : i - 1] ?? null)));
  }

  idOf(name: string): string {
    return name;
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ class: 'mIrr0r' });
    const player = el('video-player', { 'media-type': 'preview' }, preview);
    const words = { title: 'Practice call', note: 'Enter meeting info', join: 'Join' };
    const page = lobbyPage(act, player, words, { class: 'jO1nBt preview-join-button' });
    document.body.replaceChildren(nest(page, { id: 'root' }, { class: 'preview-root' }));
    return preview;
  }

  call(act: Actions, ended: AbortSignal): HTMLElement {
    const layer = (name: string) => el('div', { class: name });
    const layers = {
      grid: layer(VIEWS.grid.layer),
      main: layer(VIEWS.main.layer),
      side: layer(VIEWS.side.layer),
    };
    const screen = el('div', { class: 'sharee-container__canvas', hidden: true });
    const turn = (label: string, modifier: string, by: number) => {
      const one = el(
        'button',
        { type: 'button', 'aria-label': label, class: `gallery-video-container__switch-button ${modifier}` },
        by < 0 ? '‹' : '›',
      );
      one.onclick = () => act.turnPage(by);
      return one;
    };
    const back = turn('Previous page', 'gallery-video-container__switch-button--back', -1);
    const forward = turn('Next page', '', 1);
    const stage = el('video-player-container', {}, layers.grid, layers.main, layers.side, screen, back, forward);
    const canvas = el('canvas', { id: 'video-player-canvas-1' });
    Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
    stage.attachShadow({ mode: 'open' }).append(canvas, el('slot'));

    const count = button('', 'people', { class: 'footer-button__button' });
    count.onclick = act.togglePanel;
    const leave = button('Leave', 'call_end', { class: 'footer__leave-btn' });
    leave.onclick = act.leave;
    const panel = el('aside', { class: 'participants-wrapper__inner', hidden: true });
    const footer = el(
      'footer',
      { id: 'wc-footer', class: 'footer' },
      button('mute my microphone', 'mic', { class: 'footer-button__button' }),
      button('stop my video', 'videocam', { class: 'footer-button__button' }),
      count,
      button('open the chat panel', 'chat', { class: 'footer-button__button' }),
      button('Share Screen', 'present_to_all', { class: 'footer-button__button' }),
      button('Reactions', 'mood', { class: 'footer-button__button' }),
      button('More meeting control', 'more_vert', { class: 'footer-button__button' }),
      el('div', { class: 'footer__leave-btn-container' }, leave),
    );
    const videos = nest(
      stage,
      { id: 'wc-container-left' },
      { id: 'wc-video-caption-split' },
      { id: 'video-pip-container' },
      { id: 'video-share-layout' },
      { class: 'main-layout' },
    );
    const content = el('div', { id: 'wc-content' }, videos, panel);
    document.body.replaceChildren(
      nest(
        el('div', { class: 'meeting-client-inner' }, content, footer),
        { id: 'root' },
        { id: 'meeting-app', class: 'meeting-app' },
        { class: 'meeting-client' },
      ),
    );
    this.#frame = { stage, painter: new Painter(canvas, ended), layers, screen, back, forward, count, panel };
    return stage;
  }

  tile(of: Entry): TileView {
    if (!this.#frame) throw new Error('a tile needs a call');
    const node = this.#nodes.get(of.id) ?? FIRST_NODE + this.#nodes.size * NODES_A_PERSON;
    this.#nodes.set(of.id, node);
    return of.isShare ? new Screen(this.#frame, node + 1) : new Tile(this.#frame, of, node);
  }

  update({ people, isPanelOpen, page, pages }: View): void {
    if (!this.#frame) return;
    const { back, forward, count, panel } = this.#frame;
    back.hidden = page === 0;
    forward.hidden = page === pages - 1;
    // The site's own spelling.
    const label = `${isPanelOpen ? 'close' : 'open'} the participants list pane,${people.length} particpants`;
    count.ariaLabel = label;
    count.title = label;
    panel.hidden = !isPanelOpen;
    panel.replaceChildren(
      el('div', { class: 'participants-header__title' }, `Participants (${people.length})`),
      ...people.map((p) => el('div', { class: 'participants-item__display-name', dir: 'auto' }, labelOf(p))),
    );
  }

  left(act: Actions): void {
    this.#frame = null;
    document.body.replaceChildren(
      nest(leftPage(act, { title: 'You have left the meeting', rejoin: 'Rejoin' }), { id: 'root' }),
    );
  }
}

function labelOf({ name, isSelf }: Entry): string {
  return isSelf ? `${name} (me)` : name;
}

class Tile implements TileView {
  readonly #frame: Frame;
  readonly #of: Entry;
  readonly #node: number;
  readonly #box = el('div');
  readonly #avatar: HTMLElement;
  readonly #name: HTMLElement;
  #video: HTMLVideoElement | null = null;
  #place: Place | null = null;
  #isSpeaking = false;

  constructor(frame: Frame, of: Entry, node: number) {
    this.#frame = frame;
    this.#of = of;
    this.#node = node;
    this.#name = el('div', { class: 'video-avatar__avatar-name', dir: 'auto' }, of.name);
    const footer = el('div', { class: 'video-avatar__avatar-footer' }, el('span', { dir: 'auto' }, labelOf(of)));
    if (of.isMuted) footer.classList.add('video-avatar__avatar-footer--view-mute-computer');
    this.#avatar = el('div', { class: 'video-avatar__avatar' }, this.#name, footer);
    this.#box.append(this.#avatar);
  }

  place(place: Place): void {
    placeAt(this.#box, place);
    if (this.#place?.role !== place.role) this.#frame.layers[place.role].append(this.#box);
    this.#place = place;
    this.#dress();
    this.#paint();
  }

  show(stream: MediaStream): Promise<void> {
    this.hide();
    const video = videoOf();
    this.#video = video;
    const player = el('video-player', {
      'node-id': String(this.#node),
      'media-type': 'video',
      'video-quality': '2',
      'fill-mode': '2',
    });
    // One's own picture is a video; everybody else's is only painted.
    if (this.#of.isSelf) {
      video.className = 'mIrr0r';
      player.append(video);
    }
    this.#name.remove();
    this.#avatar.prepend(player);
    this.#paint();
    return play(video, stream);
  }

  hide(): void {
    if (!this.#video) return;
    this.#frame.painter.remove(this.#video);
    this.#video.srcObject = null;
    this.#video = null;
    this.#avatar.querySelector('video-player')?.replaceWith(this.#name);
  }

  speak(loudness: number): void {
    this.#isSpeaking = loudness > 0 && !this.#of.isMuted;
    this.#dress();
  }

  elements(): HTMLElement[] {
    return [this.#box];
  }

  isRunning(): boolean {
    return isPlaying(this.#video) && (this.#of.isSelf || this.#frame.painter.isPainted(this.#video));
  }

  remove(): void {
    this.hide();
    this.#box.remove();
  }

  #paint(): void {
    if (this.#video && !this.#of.isSelf) this.#frame.painter.put(this.#video, this.#place);
  }

  #dress(): void {
    if (!this.#place) return;
    const frame = `${VIEWS[this.#place.role].family}__video-frame`;
    this.#box.className = `${frame} react-draggable${this.#isSpeaking ? ` ${frame}--active` : ''}`;
  }
}

/** Somebody's screen has no name and no frame, only its player. */
class Screen implements TileView {
  readonly #frame: Frame;
  readonly #video = videoOf();
  readonly #player: HTMLElement;

  constructor(frame: Frame, node: number) {
    this.#frame = frame;
    this.#player = el('video-player', { 'node-id': String(node), 'media-type': 'share', 'video-quality': '4' });
    frame.screen.hidden = false;
    frame.screen.append(this.#player);
  }

  place(place: Place): void {
    placeAt(this.#frame.screen, place);
    this.#frame.painter.put(this.#video, place);
  }

  show(stream: MediaStream): Promise<void> {
    return play(this.#video, stream);
  }

  hide(): void {}

  speak(): void {}

  elements(): HTMLElement[] {
    return [this.#frame.screen];
  }

  isRunning(): boolean {
    return this.#frame.painter.isPainted(this.#video);
  }

  remove(): void {
    this.#frame.painter.remove(this.#video);
    this.#video.srcObject = null;
    this.#player.remove();
    this.#frame.screen.hidden = true;
  }
}

await attend(new Zoom());
