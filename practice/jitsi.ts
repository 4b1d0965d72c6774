// Jitsi Meet, in Japanese: a thumbnail each, and a large video that shows one of them over again outside of the tile view.
// People are told apart by the end of participant_<id>, which is the id here; one's own thumbnail has none and is "local".
import type { Arrangement } from './call.ts';
import { button, el, type Icon, initials, nest, videoOf } from './dom.ts';
import { arrange, mainOf, type Place, type Stage, strip } from './grid.ts';
import { leftPage, lobbyPage } from './pages.ts';
import { type Actions, attend, type Entry, type Site, type TileView, type View } from './session.ts';
import { VideoTile } from './video-tile.ts';

interface Frame {
  page: HTMLElement;
  large: HTMLVideoElement;
  largeContainer: HTMLElement;
  local: HTMLElement;
  remote: HTMLElement;
  panel: HTMLElement;
}

class Jitsi implements Site {
  readonly tilesPerPage = Number.POSITIVE_INFINITY;
  #frame: Frame | null = null;
  /** Whose picture is the large one. */
  #onStage: HTMLElement | null = null;
  #nextTrack = 77;

  /** Outside of the tile view everybody has a thumbnail at the edge, whoever is large too. */
  arrange(arrangement: Arrangement, stage: Stage, tiles: { isShare: boolean }[]): (Place | null)[] {
    if (arrangement === 'tiled' && !tiles.some((t) => t.isShare)) return arrange(arrangement, stage, tiles);
    const main = mainOf(tiles);
    const { small } = strip('right', stage, tiles.length);
    return small.map((place, i) => (place && i === main ? { ...place, role: 'main' } : place));
  }

  idOf(_name: string, number: number, isSelf: boolean): string {
    // Eight hexadecimal digits, the same in every run.
    return isSelf ? 'local' : (((number + 1) * 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ id: 'preview', class: 'flipVideoX' });
    const words = { title: '練習ミーティング', note: 'ミーティングに参加する前に', join: 'ミーティングに参加' };
    const page = lobbyPage(act, preview, words, { 'data-testid': 'prejoin.joinMeeting' });
    document.body.replaceChildren(nest(page, { id: 'react' }, { class: 'premeeting-screen' }));
    return preview;
  }

  call(act: Actions): HTMLElement {
    const large = videoOf({ id: 'largeVideo' });
    const largeContainer = el(
      'div',
      { id: 'largeVideoContainer', class: 'videocontainer' },
      el('div', { id: 'largeVideoWrapper' }, large),
    );
    const local = el('div', { id: 'filmstripLocalVideo', class: 'filmstrip__videos' });
    const remote = el('div', { id: 'remoteVideos', class: 'filmstrip__videos' });
    const filmstrip = el('div', { class: 'filmstrip' }, local, remote);
    const stage = el('div', { id: 'videospace' }, largeContainer, filmstrip);
    const panel = el('aside', { id: 'participants-pane', class: 'participants_pane', hidden: true });
    const people = tool('参加者', 'people');
    people.onclick = act.togglePanel;
    const leave = tool('通話を終了', 'call_end');
    leave.classList.add('hangup-button');
    leave.onclick = act.leave;
    const toolbox = el(
      'div',
      { class: 'new-toolbox visible', id: 'new-toolbox' },
      tool('マイクをミュート', 'mic'),
      tool('カメラを停止', 'videocam'),
      tool('画面共有を開始', 'present_to_all'),
      tool('チャットを開く', 'chat'),
      tool('リアクション', 'mood'),
      people,
      tool('その他の操作', 'more_vert'),
      leave,
    );
    const page = el('div', { id: 'videoconference_page' }, stage, panel, toolbox);
    document.body.replaceChildren(nest(page, { id: 'react' }));
    this.#frame = { page, large, largeContainer, local, remote, panel };
    this.#enlarge(null);
    return stage;
  }

  tile(of: Entry): TileView {
    const frame = this.#frame;
    if (!frame) throw new Error('a tile needs a call');
    // A shared screen is a participant of its own.
    const id = of.isShare ? `${of.id}-v1` : of.id;
    const box = el('span', {
      id: of.isSelf ? 'localVideoContainer' : `participant_${id}`,
      class: `videocontainer display-${of.isShare ? 'video' : 'avatar-only'}`,
    });
    const name = el(
      'span',
      { class: 'displayname', id: of.isSelf ? 'localDisplayName' : `participant_${id}_name`, dir: 'auto' },
      of.isSelf ? `${of.name} (me)` : of.isShare ? `${of.name}'s screen` : of.name,
    );
    const wrapper = el('span', { id: 'localVideoWrapper' });
    // For people without a mouse; it is over the whole thumbnail and not to be seen.
    box.append(
      el('span', { role: 'button', tabindex: '0', class: 'pin-button', 'aria-label': `${of.name}をピン留め` }),
    );
    if (of.isSelf) box.append(wrapper);
    box.append(el('div', { class: 'bottom-indicators' }, name));
    if (!of.isShare) box.append(el('div', { class: 'avatar-container' }, avatar(of.name)));
    box.append(el('div', { class: 'active-speaker-indicator' }));
    (of.isSelf ? frame.local : frame.remote).append(box);

    let picture: HTMLVideoElement | null = null;
    let role: Place['role'] = 'grid';
    const enlarge = () => {
      if (role === 'main') {
        this.#enlarge(box);
        show(frame, of, picture);
      } else if (this.#onStage === box) this.#enlarge(null);
    };
    return new VideoTile({
      box,
      video: () => {
        // The video of a camera that went off stays, unseen, until a new one comes.
        box.querySelector('video')?.remove();
        const track = of.isSelf ? 'localVideo_container' : `remoteVideo_${this.#nextTrack++}`;
        const video = videoOf({ id: track, ...(of.isSelf ? { class: 'flipVideoX' } : {}) });
        if (of.isSelf) wrapper.append(video);
        else box.firstElementChild?.after(video);
        return video;
      },
      keepsVideo: true,
      camera: (video) => {
        picture = video;
        box.classList.toggle('display-video', video !== null);
        box.classList.toggle('display-avatar-only', video === null);
        enlarge();
      },
      place: (place) => {
        role = place.role;
        enlarge();
      },
      double: () => (this.#onStage === box ? frame.large : null),
      speak: (loudness) => box.classList.toggle('active-speaker', loudness > 0 && !of.isMuted),
      remove: () => {
        if (this.#onStage === box) this.#enlarge(null);
        box.remove();
      },
    });
  }

  /** Nobody is large in the tile view. */
  #enlarge(box: HTMLElement | null): void {
    this.#onStage = box;
    if (!this.#frame) return;
    const { page, large, largeContainer } = this.#frame;
    page.classList.toggle('tile-view', box === null);
    largeContainer.hidden = box === null;
    if (box === null) large.srcObject = null;
  }

  update({ people, isPanelOpen }: View): void {
    if (!this.#frame) return;
    const { panel } = this.#frame;
    panel.hidden = !isPanelOpen;
    panel.replaceChildren(
      el('h2', {}, `参加者 (${people.length})`),
      ...people.map((p) =>
        el(
          'div',
          { class: 'list-item-container', id: `participant-item-${p.id}`, dir: 'auto' },
          p.isSelf ? `${p.name} (me)` : p.name,
        ),
      ),
    );
  }

  left(act: Actions): void {
    this.#frame = null;
    document.body.replaceChildren(
      nest(leftPage(act, { title: 'ミーティングから退出しました', rejoin: '再参加' }), { id: 'react' }),
    );
  }
}

/** The large video plays the thumbnail's stream; of somebody without a camera it shows nothing. */
function show({ large }: Frame, of: Entry, picture: HTMLVideoElement | null): void {
  large.classList.toggle('flipVideoX', of.isSelf);
  const stream = picture?.srcObject ?? null;
  // The same once more would begin anew.
  if (large.srcObject === stream) return;
  large.srcObject = stream;
  void large.play().catch(() => {});
}

function avatar(name: string): HTMLImageElement {
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#5a5f6b"/>` +
    `<text x="48" y="49" text-anchor="middle" dominant-baseline="central" font-family="sans-serif" font-size="40" fill="#fff">${initials(name)}</text></svg>`;
  return el('img', { class: 'userAvatar', alt: '', src: `data:image/svg+xml,${encodeURIComponent(picture)}` });
}

function tool(label: string, name: Icon): HTMLButtonElement {
  return button(label, name, { class: 'toolbox-button' });
}

await attend(new Jitsi());
