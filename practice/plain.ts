// A call of a page that nobody knows: videos in wrappers with made-up classes, and a name in a span beside the video for
// some, in a label of a wrapper further out for the others. So the name is the id here. And what is awkward on real pages: every third video in
// a shadow root, a control in the tile's corner, a tile that goes full screen, a page that zooms itself, a chat over the tiles that grows, and a
// drawing that is nobody.
import { button, churn, el, type Icon, initials, nest, videoOf } from './dom.ts';
import { arrange } from './grid.ts';
import { leftPage, lobbyPage } from './pages.ts';
import { type Actions, attend, type Entry, type Site, type TileView, type View } from './session.ts';
import { VideoTile } from './video-tile.ts';

class Plain implements Site {
  readonly tilesPerPage = Number.POSITIVE_INFINITY;
  readonly arrange = arrange;
  readonly #numbers = new Map<string, number>();
  #stage: HTMLElement | null = null;
  #panel: HTMLElement | null = null;

  idOf(name: string, number: number): string {
    this.#numbers.set(name, number);
    return name;
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ class: 'mIrr0r' });
    const page = lobbyPage(act, preview, { title: 'Room', note: 'You are about to join', join: 'Enter' });
    document.body.replaceChildren(nest(page, { class: churn('_') }));
    return preview;
  }

  call(act: Actions): HTMLElement {
    const stage = el('div', { class: '_s7q' });
    const panel = el('div', { class: '_p3x', hidden: true });
    const people = tool('People', 'people');
    people.onclick = act.togglePanel;
    const hang = tool('Hang up', 'call_end');
    hang.classList.add('_r0d');
    hang.onclick = act.leave;
    const smaller = tool('Smaller', 'visual_effects');
    smaller.onclick = () => {
      document.documentElement.style.zoom = document.documentElement.style.zoom ? '' : '0.8';
    };
    const chat = el('div', { class: '_h4t', hidden: true });
    const talk = tool('Chat', 'chat');
    talk.onclick = () => {
      chat.hidden = !chat.hidden;
    };
    const bar = el(
      'div',
      { class: '_b2k' },
      tool('Mic', 'mic'),
      tool('Camera', 'videocam'),
      people,
      talk,
      smaller,
      hang,
      wave(),
    );
    document.body.replaceChildren(nest(el('div', { class: '_w1c' }, stage, panel, bar, chat), { class: churn('_') }));
    grow(chat);
    this.#stage = stage;
    this.#panel = panel;
    return stage;
  }

  tile(of: Entry): TileView {
    const text = of.isShare ? `${of.name}'s screen` : of.name;
    const hasCaption = of.isShare || (this.#numbers.get(of.name) ?? 0) % 2 === 0;
    const letters = el('div', { class: '_a8v' }, initials(of.name));
    const inner = el('div', { class: `_i5m ${churn('_')}` }, ...(of.isShare ? [] : [letters]));
    if (hasCaption) inner.append(el('span', { class: '_c6t', dir: 'auto' }, text));
    const middle = nest(inner, { class: `_m4n ${churn('_')}` }, { class: churn('_') });
    const pin = button('Pin', 'keep_outline', { class: '_n7p' });
    const box = el('div', { class: `_t9z ${churn('_')}`, ...(hasCaption ? {} : { 'aria-label': text }) }, middle, pin);
    box.ondblclick = () => (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen());
    const isShadowed = !of.isShare && (this.#numbers.get(of.name) ?? 0) % 3 === 2;
    this.#stage?.append(box);
    return new VideoTile({
      box,
      video: () => {
        const video = videoOf(of.isSelf ? { class: 'mIrr0r', muted: true } : {}, of.isSelf);
        letters.remove();
        inner.prepend(isShadowed ? shadowed(video) : video);
        return video;
      },
      camera: (video) => {
        if (!video) inner.prepend(letters);
      },
      speak: (loudness) => box.classList.toggle('_l1d', loudness > 0 && !of.isMuted),
    });
  }

  update({ people, isPanelOpen }: View): void {
    if (!this.#panel) return;
    this.#panel.hidden = !isPanelOpen;
    this.#panel.replaceChildren(...people.map((p) => el('p', { dir: 'auto' }, p.name)));
  }

  left(act: Actions): void {
    document.body.replaceChildren(leftPage(act, { title: 'You left', rejoin: 'Enter again' }));
  }
}

/** The video in an element with a shadow root, as components have it. */
function shadowed(video: HTMLVideoElement): HTMLElement {
  const host = el('div', { class: '_z0v' });
  // A style element would be the page's policy's to forbid.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'video { position: absolute; width: 100%; height: 100%; object-fit: cover } .mIrr0r { transform: scaleX(-1) }',
  );
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  root.append(video);
  return host;
}

/** Ten messages a second while it is open, the oldest go. */
function grow(chat: HTMLElement): void {
  let said = 0;
  setInterval(() => {
    if (chat.hidden) return;
    chat.append(el('p', {}, `Message ${++said}`));
    if (chat.childElementCount > 200) chat.firstElementChild?.remove();
    chat.scrollTop = chat.scrollHeight;
  }, 100);
}

/** A drawing that moves. */
function wave(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 160, height: 72, className: '_v2w' });
  const pen = canvas.getContext('2d');
  let turn = 0;
  setInterval(() => {
    if (!pen) return;
    pen.clearRect(0, 0, 160, 72);
    pen.fillStyle = '#e0a83a';
    for (let x = 0; x < 160; x += 8)
      pen.fillRect(x, 36 - 20 * Math.abs(Math.sin(x + turn)), 5, 40 * Math.abs(Math.sin(x + turn)));
    turn += 0.3;
  }, 200);
  return canvas;
}

function tool(label: string, name: Icon): HTMLButtonElement {
  return button(label, name, { class: '_k2b' });
}

await attend(new Plain());
