// A call of a page that nobody knows: videos in wrappers with made-up classes, and a name in a span beside the video for
// some, in a label of a wrapper further out for the others. So the name is the id here.
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
    const bar = el('div', { class: '_b2k' }, tool('Mic', 'mic'), tool('Camera', 'videocam'), people, hang);
    document.body.replaceChildren(nest(el('div', { class: '_w1c' }, stage, panel, bar), { class: churn('_') }));
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
    const box = el('div', { class: `_t9z ${churn('_')}`, ...(hasCaption ? {} : { 'aria-label': text }) }, middle);
    this.#stage?.append(box);
    return new VideoTile({
      box,
      video: () => {
        const video = videoOf(of.isSelf ? { class: 'mIrr0r', muted: true } : {}, of.isSelf);
        letters.remove();
        inner.prepend(video);
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

function tool(label: string, name: Icon): HTMLButtonElement {
  return button(label, name, { class: '_k2b' });
}

await attend(new Plain());
