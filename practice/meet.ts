// Google Meet: absolutely placed tiles with data attributes, obfuscated classes, icons as words of an icon font. A person is
// told by data-participant-id, which is the id here.
import { type Attributes, icon as drawing, el, type Icon, videoOf } from './dom.ts';
import { arrange, type Place } from './grid.ts';
import { type Actions, attend, type Entry, type Loudness, type Site, type TileView, type View } from './session.ts';
import { isPlaying, placeAt, play } from './video-tile.ts';

const SPACE = 'spaces/pRaCt1ceRoom';
const FIRST_DEVICE = 101;
const HUES = [212, 152, 28, 268, 340, 186, 46, 300];

class Meet implements Site {
  readonly tilesPerPage = Number.POSITIVE_INFINITY;
  readonly arrange = arrange;
  #stage: HTMLElement | null = null;
  #panel: HTMLElement | null = null;

  idOf(_name: string, number: number): string {
    return `${SPACE}/devices/${FIRST_DEVICE + number}`;
  }

  lobby(act: Actions): HTMLVideoElement {
    const preview = videoOf({ class: 'Gv1mTb mIrr0r' });
    const join = el('button', { type: 'button', jsname: 'Qx7uuf', class: 'jO1nBt' }, 'Join now');
    join.onclick = act.enter;
    // The site's lobby has a leave button too, which is why that button alone does not mean a call.
    const leave = button('Leave call', 'call_end', { jsname: 'CQylAd', class: 'lE4veB' });
    leave.onclick = act.leave;
    const title = el('h1', {}, 'Ready to join?');
    const note = el('p', {}, 'A practice call on this machine');
    document.body.replaceChildren(
      el(
        'div',
        { class: 'lObbY' },
        el('div', { class: 'pRvW' }, preview),
        el('div', { class: 'aSk' }, title, note, join, leave),
      ),
    );
    return preview;
  }

  call(act: Actions): HTMLElement {
    const stage = el('main', { class: 'axUSnc', jscontroller: 'izfDQc' });
    const panel = el(
      'aside',
      { class: 'pAn3l', 'aria-label': 'People', hidden: true },
      el('h2', {}, 'People'),
      el('div', { role: 'list' }),
    );
    const people = button('People', 'people', { class: 'bTn' });
    people.onclick = act.togglePanel;
    const end = button('Leave call', 'call_end', { jsname: 'CQylAd', class: 'lE4veB' });
    end.onclick = act.leave;
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
    return stage;
  }

  tile(of: Entry): TileView {
    const tile = new Tile(of);
    this.#stage?.append(tile.box);
    return tile;
  }

  /** The panel's rows carry the participants' ids too, though they are no tiles. */
  update({ people, isPanelOpen }: View): void {
    if (!this.#panel) return;
    this.#panel.toggleAttribute('hidden', !isPanelOpen);
    const rows = people.map((p) =>
      el(
        'div',
        { role: 'listitem', class: 'rOw', 'data-participant-id': p.id, 'aria-label': p.name },
        el('span', { class: 'notranslate', dir: 'auto' }, p.name),
        p.isSelf ? el('span', { class: 'nOte' }, '(You)') : '',
      ),
    );
    this.#panel.querySelector('[role="list"]')?.replaceChildren(...(isPanelOpen ? rows : []));
  }

  left(act: Actions): void {
    const rejoin = el('button', { type: 'button', class: 'jO1nBt' }, 'Rejoin');
    rejoin.onclick = act.enter;
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
}

class Tile implements TileView {
  /** The box that the page positions. */
  readonly box: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #meter: HTMLElement;
  readonly #root: HTMLElement;
  readonly #of: Entry;

  constructor(of: Entry) {
    this.#of = of;
    this.#meter = el('div', { jsname: 'QgSmzd', class: 'IisKdb gjg47c' }, el('b'), el('b'), el('b'));
    this.#layer = el('div', { jsname: 'Nl0j0e', class: 'LBDzPb' });
    const frame = el('div', {
      class: 'oZRSLe',
      'data-resolution-cap': '5',
      'data-layout': 'roi-crop',
      'data-context': '1',
    });
    if (!of.isShare) frame.append(avatar(of, this.#meter));
    frame.append(this.#layer);
    this.#root = el('div', {
      class: of.isShare ? 'E2KThb nTlZFe' : 'E2KThb',
      jscontroller: 'izfDQc',
      jsname: 'E2KThb',
      'data-participant-id': of.id,
      'data-requested-participant-id': of.id,
      // Equals the participant's id for a camera and differs for a shared screen.
      'data-tile-media-id': of.isShare ? `${of.id}/screen` : of.id,
      ...(of.isShare ? { 'aria-label': `${of.name} (presentation)` } : {}),
    });
    this.#root.append(frame, controls(of), caption(of));
    this.box = el('div', { class: 'dkjMxf' }, this.#root);
  }

  place(place: Place): void {
    placeAt(this.box, place);
    this.#root.classList.toggle('kJ7qHc', place.width < 260);
  }

  /** A camera that comes on gets a new video; the old ones stay behind as the site leaves them. */
  show(stream: MediaStream): Promise<void> {
    this.hide();
    const video = videoOf({ class: 'Gv1mTb', 'data-uid': String(nextUid++) });
    if (this.#of.isSelf) video.classList.add('mIrr0r');
    this.#layer.append(el('div', { 'data-ssrc': String(1000 + nextUid), class: 'p2hjYe' }, video));
    this.#root.classList.add('cAm0n');
    return play(video, stream);
  }

  hide(): void {
    this.#root.classList.remove('cAm0n');
    for (const video of this.#layer.querySelectorAll('video')) {
      video.srcObject = null;
      video.style.display = 'none';
    }
  }

  speak(loudness: Loudness): void {
    this.#meter.classList.toggle('gjg47c', loudness === 0);
    this.#meter.classList.toggle('sxlEM', loudness === 1);
    this.#meter.classList.toggle('wEsLMd', loudness === 2);
    this.#root.classList.toggle('tC2Wod', loudness > 0);
  }

  elements(): HTMLElement[] {
    return [this.box];
  }

  isRunning(): boolean {
    return isPlaying([...this.#layer.querySelectorAll('video')].at(-1) ?? null);
  }

  remove(): void {
    this.box.remove();
  }
}

let nextUid = 17;

/** The site shows its icons as words in an icon font; readers of the page must not take those words for names. */
function button(label: string, name: Icon, attributes: Attributes = {}): HTMLButtonElement {
  return el(
    'button',
    { type: 'button', 'aria-label': label, title: label, ...attributes },
    el('i', { class: 'google-symbols notranslate', 'aria-hidden': 'true' }, name),
    drawing(name),
  );
}

function avatar(of: Entry, meter: HTMLElement): HTMLElement {
  const letter = [...of.name.replace(/[^\p{L}\p{N}]/gu, '')][0] ?? '?';
  let sum = 0;
  for (const character of of.name) sum += character.codePointAt(0) ?? 0;
  const hue = HUES[sum % HUES.length] ?? 0;
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue} 42% 42%)"/>` +
    `<text x="48" y="49" text-anchor="middle" dominant-baseline="central" font-family="sans-serif" font-size="44" fill="#fff">${letter}</text></svg>`;
  return el(
    'div',
    { jsname: 'Jaieyd', class: 'ASy21' },
    el('img', { class: 'SOQwsf', alt: '', src: `data:image/svg+xml,${encodeURIComponent(picture)}` }),
    meter,
  );
}

function controls(of: Entry): HTMLElement {
  const more = button(`More options for ${of.name}`, 'more_vert');
  const buttons = of.isSelf
    ? [
        button('Reframe', 'frame_person', { jsname: 'nsKqzb' }),
        button('Backgrounds and effects', 'visual_effects', { jsname: 'Ac69Jc' }),
        more,
      ]
    : [button(`Pin ${of.name} to your main screen`, 'keep_outline'), more];
  return el('div', { class: 'H4rDw' }, ...buttons);
}

function caption(of: Entry): HTMLElement {
  const name = of.isShare ? `${of.name} (presenting)` : of.name;
  return el(
    'div',
    { class: 'XEazBc' },
    el('div', { role: 'tooltip', class: 'tTi0p' }, el('span', { class: 'notranslate' }, of.name)),
    el('span', { class: 'notranslate', dir: 'auto' }, name),
  );
}

await attend(new Meet());
