// Microsoft Teams, in German: data attributes, hashed classes, and tiles of people who have gone that stay behind without a
// size until somebody else gets them. data-tid holds a name or, for some, an address that is nobody's business; so the id
// here is the name, and "self" for oneself, whose tile says no name.
import { type Attributes, button, churn, el, type Icon, initials, nest, videoOf } from './dom.ts';
import { arrange } from './grid.ts';
import { leftPage, lobbyPage } from './pages.ts';
import { type Actions, attend, type Entry, type Site, type TileView, type View } from './session.ts';
import { VideoTile } from './video-tile.ts';

const PHANTOM_MS = 60_000;

class Teams implements Site {
  readonly tilesPerPage = 49;
  readonly arrange = arrange;
  readonly #numbers = new Map<string, number>();
  /** Tiles without anybody, the newest last. */
  readonly #phantoms: HTMLElement[] = [];
  #nextElement = 1;
  #stage: HTMLElement | null = null;
  #wrapper: HTMLElement | null = null;
  #pager: HTMLElement | null = null;
  #panel: HTMLElement | null = null;

  idOf(name: string, number: number, isSelf: boolean): string {
    this.#numbers.set(name, number);
    return isSelf ? 'self' : name;
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ class: `${churn('___')} mIrr0r` });
    const words = {
      title: 'Übungsbesprechung',
      note: 'Wählen Sie Ihre Video- und Audiooptionen aus',
      join: 'Jetzt teilnehmen',
    };
    const page = lobbyPage(act, preview, words, { 'data-tid': 'prejoin-join-button', id: 'prejoin-join-button' });
    document.body.replaceChildren(nest(page, { id: 'app' }, { class: churn('___') }));
    return preview;
  }

  call(act: Actions): HTMLElement {
    this.#phantoms.length = 0;
    const wrapper = fluent('div', 'fWrapper', { 'data-tid': 'only-videos-wrapper', role: 'menu' });
    const modern = fluent('div', 'fWrapper', { 'data-tid': 'modern-stage-wrapper' });
    modern.append(wrapper);
    const turn = (label: string, text: string, by: number) => {
      const one = el('button', { type: 'button', 'aria-label': label }, text);
      one.onclick = () => act.turnPage(by);
      return one;
    };
    const pager = fluent('div', 'fPager', { 'data-tid': 'calling-pagination', hidden: true });
    pager.append(turn('Vorherige Seite', '‹', -1), el('span'), turn('Nächste Seite', '›', 1));
    const stage = fluent('div', 'fStage', { 'data-tid': 'stage-layout' });
    stage.append(modern, pager);

    const tool = (label: string, name: Icon, attributes: Attributes = {}) =>
      button(label, name, { class: `fTool ${churn('___')}`, ...attributes });
    const roster = tool('Personen', 'people', { id: 'roster-button' });
    roster.onclick = act.togglePanel;
    const leave = tool('Verlassen', 'call_end', {
      id: 'hangup-button',
      'data-tid': 'hangup-main-btn',
      class: `fHangup ${churn('___')}`,
    });
    leave.onclick = act.leave;
    const bar = fluent('div', 'fBar', { role: 'toolbar', 'aria-label': 'Besprechungssteuerelemente' });
    bar.append(
      el('span', { class: 'fClock' }, '10:24'),
      el('span', { class: 'fGrow' }, 'Übungsbesprechung'),
      tool('Chat', 'chat', { id: 'chat-button' }),
      roster,
      tool('Reagieren', 'mood', { id: 'reaction-menu-button' }),
      tool('Weitere Optionen', 'more_vert', { id: 'callingButtons-showMoreBtn' }),
      tool('Kamera ausschalten', 'videocam', { id: 'video-button' }),
      tool('Stummschalten', 'mic', { id: 'microphone-button' }),
      tool('Inhalte teilen', 'present_to_all', { id: 'share-button' }),
      leave,
    );
    const panel = fluent('aside', 'fRoster', { 'aria-label': 'Teilnehmer', hidden: true });
    const page = fluent('div', 'fCall');
    page.append(bar, stage, panel);
    document.body.replaceChildren(nest(page, { id: 'app' }, { class: churn('___') }));
    this.#stage = stage;
    this.#wrapper = wrapper;
    this.#pager = pager;
    this.#panel = panel;
    return stage;
  }

  tile(of: Entry): TileView {
    return of.isSelf ? this.#selfTile() : this.#tileOf(of);
  }

  /** One's own tile is no stream of a participant: it lies beside the others' and never shows a voice. */
  #selfTile(): TileView {
    const box = fluent('div', 'fTile', { 'data-tid': 'myself-video' });
    const label = (on: boolean) => {
      box.ariaLabel = `Mein Video, Video ist ${on ? 'eingeschaltet' : 'ausgeschaltet'}`;
    };
    label(false);
    this.#stage?.append(box);
    return new VideoTile({
      box,
      video: () => append(box, videoOf({ class: `${churn('___')} mIrr0r` })),
      camera: (video) => label(video !== null),
    });
  }

  #tileOf(of: Entry): TileView {
    const box = this.#phantoms.pop() ?? this.#newElement();
    const external = (this.#numbers.get(of.name) ?? 0) % 4 === 3 ? ' (Extern)' : '';
    const label = (on: boolean) => {
      box.ariaLabel = of.isShare
        ? `Von ${of.name} geteilte Inhalte`
        : `${of.name}${external}, Video ist ${on ? 'eingeschaltet' : 'ausgeschaltet'}, ` +
          `${of.isMuted ? 'stummgeschaltet' : 'Stummschaltung aufgehoben'}, Kontextmenü ist verfügbar`;
    };
    const outline = fluent('div', 'fOutline', { 'data-tid': 'voice-level-stream-outline' });
    const nametag = fluent('div', 'fName', { 'data-tid': 'participant-info-nametag' });
    nametag.append(el('span', { class: churn('___'), dir: 'auto' }, of.name));
    const avatar = fluent('div', 'fAvatar');
    avatar.append(el('span', { 'aria-hidden': 'true' }, initials(of.name)));
    if (of.isShare && this.#wrapper) this.#wrapper.dataset.tid = 'MixedStage-wrapper';
    box.dataset.streamType = of.isShare ? 'ScreenSharing' : 'Video';
    box.dataset.tid = this.#tidOf(of.name);
    box.replaceChildren(...(of.isShare ? [] : [outline, avatar, nametag]));
    label(false);
    return new VideoTile({
      box,
      video: () => {
        const video = videoOf({ class: churn('___') });
        if (of.isShare) box.append(video);
        else nametag.before(video);
        return video;
      },
      camera: (video) => label(video !== null),
      place: () => box.style.removeProperty('overflow'),
      speak: (loudness) => outline.classList.toggle('vdi-frame-occlusion', loudness > 0 && !of.isMuted),
      remove: () => {
        if (of.isShare && this.#wrapper) this.#wrapper.dataset.tid = 'only-videos-wrapper';
        this.#abandon(box);
      },
    });
  }

  /** On some tenants this is a name, on others an address. */
  #tidOf(name: string): string {
    const number = this.#numbers.get(name) ?? 0;
    return number % 2 === 0 ? name : `gast.${number}@uebung.example`;
  }

  #newElement(): HTMLElement {
    const box = fluent('div', 'fTile', {
      role: 'menuitem',
      tabindex: '0',
      'data-cid': 'calling-participant-stream',
      'data-acc-element-id': `t${this.#nextElement++}`,
    });
    this.#wrapper?.append(box);
    return box;
  }

  /** Whoever's tile it was: all that it says of them stays for a while. */
  #abandon(box: HTMLElement): void {
    Object.assign(box.style, { width: '0px', height: '0px', overflow: 'hidden' });
    this.#phantoms.push(box);
    setTimeout(() => {
      const at = this.#phantoms.indexOf(box);
      if (at < 0) return;
      this.#phantoms.splice(at, 1);
      box.remove();
    }, PHANTOM_MS);
  }

  update({ people, isPanelOpen, page, pages }: View): void {
    if (this.#pager) {
      this.#pager.hidden = pages === 1;
      const text = this.#pager.querySelector('span');
      if (text) text.textContent = `${page + 1}/${pages}`;
    }
    if (!this.#panel) return;
    this.#panel.hidden = !isPanelOpen;
    // The roster exists only while it is open.
    const rows = people.map((p) =>
      el(
        'div',
        { class: 'fRow', 'data-tid': `participantsInCall-${p.name}`, role: 'treeitem', dir: 'auto' },
        p.isSelf ? `${p.name} (Sie)` : p.name,
      ),
    );
    this.#panel.replaceChildren(...(isPanelOpen ? [el('h2', {}, 'Teilnehmer'), ...rows] : []));
  }

  left(act: Actions): void {
    const words = { title: 'Sie haben die Besprechung verlassen.', rejoin: 'Erneut teilnehmen' };
    const page = leftPage(act, words, { id: 'calling-retry-screen-title' });
    document.body.replaceChildren(nest(page, { id: 'app' }, { class: churn('___') }));
  }
}

function fluent(tag: 'div' | 'aside', own: string, attributes: Attributes = {}): HTMLElement {
  return el(tag, { class: `${own} ${churn('___')}`, ...attributes });
}

function append(box: HTMLElement, video: HTMLVideoElement): HTMLVideoElement {
  box.append(video);
  return video;
}

await attend(new Teams());
