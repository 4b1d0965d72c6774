// One tile of the practice call, in the shape that is known of a Google Meet tile.
import { button, el } from './dom.ts';
import type { Place } from './grid.ts';

export interface TileOf {
  participantId: string;
  /** Equals the participant's id for a camera and differs for a shared screen. */
  mediaId: string;
  name: string;
  isSelf: boolean;
  isShare: boolean;
}

const HUES = [212, 152, 28, 268, 340, 186, 46, 300];

export class TileView {
  /** The box that the page positions. */
  readonly box: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #meter: HTMLElement;
  readonly #root: HTMLElement;
  readonly #of: TileOf;

  constructor(of: TileOf) {
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
      'data-participant-id': of.participantId,
      'data-requested-participant-id': of.participantId,
      'data-tile-media-id': of.mediaId,
      ...(of.isShare ? { 'aria-label': `${of.name} (presentation)` } : {}),
    });
    this.#root.append(frame, controls(of), caption(of));
    this.box = el('div', { class: 'dkjMxf' }, this.#root);
  }

  place(place: Place): void {
    for (const side of ['left', 'top', 'width', 'height'] as const) this.box.style[side] = `${place[side]}px`;
    this.#root.classList.toggle('kJ7qHc', place.width < 260);
  }

  /** A camera that comes on gets a new video; the old ones stay behind as the site leaves them. Resolves with a picture. */
  show(stream: MediaStream): Promise<void> {
    this.hide();
    const video = el('video', { class: 'Gv1mTb', autoplay: true, playsinline: true, 'data-uid': String(nextUid++) });
    video.muted = true;
    video.srcObject = stream;
    if (this.#of.isSelf) video.classList.add('mIrr0r');
    this.#layer.append(el('div', { 'data-ssrc': String(1000 + nextUid), class: 'p2hjYe' }, video));
    this.#root.classList.add('cAm0n');
    void video.play().catch(() => {});
    return new Promise((resolve) => {
      video.addEventListener('loadeddata', () => resolve(), { once: true });
      // Whose tile or stream went away in the meantime never gets one.
      video.addEventListener('emptied', () => resolve(), { once: true });
      setTimeout(resolve, PATIENCE_MS);
    });
  }

  hide(): void {
    this.#root.classList.remove('cAm0n');
    for (const video of this.#layer.querySelectorAll('video')) {
      video.srcObject = null;
      video.style.display = 'none';
    }
  }

  speak(level: number): void {
    this.#meter.classList.toggle('gjg47c', level === 0);
    this.#meter.classList.toggle('sxlEM', level === 1);
    this.#meter.classList.toggle('wEsLMd', level === 2);
    this.#root.classList.toggle('tC2Wod', level > 0);
  }
}

const PATIENCE_MS = 5000;
let nextUid = 17;

function avatar(of: TileOf, meter: HTMLElement): HTMLElement {
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

function controls(of: TileOf): HTMLElement {
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

function caption(of: TileOf): HTMLElement {
  const name = of.isShare ? `${of.name} (presenting)` : of.name;
  return el(
    'div',
    { class: 'XEazBc' },
    el('div', { role: 'tooltip', class: 'tTi0p' }, el('span', { class: 'notranslate' }, of.name)),
    el('span', { class: 'notranslate', dir: 'auto' }, name),
  );
}
