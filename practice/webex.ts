// Webex: the call lies in a frame. Known are the tile, its name and the halo of who speaks; what the page has for oneself,
// screens and cameras that are off is invented after other sites' ways. Nothing tells people apart but the name, the id here.
import { type Attributes, el, type Icon, icon, initials, nest, videoOf } from './dom.ts';
import { arrange } from './grid.ts';
import { leftPage, lobbyPage } from './pages.ts';
import { type Actions, attend, type Entry, type Site, type TileView, type View } from './session.ts';
import { VideoTile } from './video-tile.ts';

declare global {
  interface HTMLElementTagNameMap {
    'mdc-button': HTMLElement;
    'mdc-text': HTMLElement;
  }
}

class Webex implements Site {
  readonly tilesPerPage = 25;
  readonly arrange = arrange;
  #videos: HTMLElement | null = null;
  #panel: HTMLElement | null = null;
  #pager: HTMLElement | null = null;

  idOf(name: string): string {
    return name;
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ class: 'mIrr0r' });
    const words = { title: 'Practice call', note: 'Ready when you are', join: 'Join meeting' };
    const page = lobbyPage(act, preview, words, { 'data-test': 'interstitial-join-button' });
    document.body.replaceChildren(nest(page, { id: 'root' }, { class: 'interstitial-page' }));
    return preview;
  }

  call(act: Actions): HTMLElement {
    const videos = el('div', { class: 'participants-video-panel-wrapper' });
    const pager = el('div', { class: 'video-grid-pager', hidden: true });
    for (const [label, text, by] of [['Previous page', '‹', -1] as const, ['Next page', '›', 1] as const]) {
      const turn = el('button', { type: 'button', 'aria-label': label }, text);
      turn.onclick = () => act.turnPage(by);
      pager.append(turn);
    }
    const stage = el('div', { class: 'meeting-stage' }, videos, pager);
    const panel = el('aside', { class: 'participants-panel', hidden: true });
    const people = mdcButton('Participants', 'people', { 'data-test': 'in-meeting-participants-toggle-button' });
    people.onclick = act.togglePanel;
    const leave = mdcButton('Leave meeting', 'call_end', { 'data-test': 'leave-meeting-button', class: 'is-leave' });
    leave.onclick = act.leave;
    const bar = el(
      'div',
      { class: 'meeting-controls', role: 'toolbar' },
      mdcButton('Mute', 'mic', { 'data-test': 'microphone-button' }),
      mdcButton('Stop video', 'videocam', { 'data-test': 'camera-button' }),
      mdcButton('Share', 'present_to_all', { 'data-test': 'start-share-button' }),
      mdcButton('React', 'mood', { 'data-test': 'reactions-button' }),
      leave,
      mdcButton('Chat', 'chat', { 'data-test': 'in-meeting-chat-toggle-button' }),
      people,
    );
    document.body.replaceChildren(nest(el('div', { class: 'meeting' }, stage, panel, bar), { id: 'root' }));
    this.#videos = videos;
    this.#panel = panel;
    this.#pager = pager;
    return stage;
  }

  tile(of: Entry): TileView {
    const box = el('div', { class: 'participants-video-tile' });
    if (of.isShare) {
      const wrapper = el('div', { class: 'content-share-wrapper' }, box);
      this.#videos?.before(wrapper);
      return new VideoTile({ box, video: () => prepend(box, videoOf()), remove: () => wrapper.remove() });
    }
    const halo = el('div', { class: 'active-speaker-halo' });
    const name = el('mdc-text', { 'data-test': 'participant-name', dir: 'auto' }, labelOf(of));
    const avatar = el('div', { class: 'participant-avatar', 'aria-hidden': 'true' }, initials(of.name));
    box.append(avatar, name);
    this.#videos?.append(box);
    return new VideoTile({
      box,
      video: () => prepend(box, videoOf(of.isSelf ? { class: 'mIrr0r' } : {})),
      camera: (video) => (video ? avatar.remove() : box.prepend(avatar)),
      speak: (loudness) => (loudness > 0 && !of.isMuted ? name.before(halo) : halo.remove()),
    });
  }

  update({ people, isPanelOpen, pages }: View): void {
    if (this.#pager) this.#pager.hidden = pages === 1;
    if (!this.#panel) return;
    this.#panel.hidden = !isPanelOpen;
    this.#panel.replaceChildren(
      el('h2', {}, `Participants (${people.length})`),
      ...people.map((p) => el('div', { class: 'participants-list-item', dir: 'auto' }, labelOf(p))),
    );
  }

  left(act: Actions): void {
    document.body.replaceChildren(
      nest(leftPage(act, { title: 'You left the meeting', rejoin: 'Rejoin' }), { id: 'root' }),
    );
  }
}

function labelOf({ name, isSelf }: Entry): string {
  return isSelf ? `${name} (You)` : name;
}

function mdcButton(label: string, name: Icon, attributes: Attributes): HTMLElement {
  return el('mdc-button', { role: 'button', tabindex: '0', 'aria-label': label, ...attributes }, icon(name));
}

function prepend(box: HTMLElement, video: HTMLVideoElement): HTMLVideoElement {
  box.prepend(video);
  return video;
}

await attend(new Webex());
