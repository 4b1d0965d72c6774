// Runs inside a fixture page: gives its videos pictures and says what the site's adapter finds. Bundled by fixture-page.ts.
import { describePage } from '../../src/page/sites/doctor.ts';
import { pageOf, platformOf } from '../../src/page/sites/index.ts';
import { all, type Page, type Tile } from '../../src/page/sites/platform.ts';
import { frames, recorded } from './in-page.ts';

/** A tile as a test compares it. */
export interface FoundTile {
  siteId: string | null;
  name: string;
  self: Tile['self'];
  isShare: boolean;
  isCameraOff: boolean;
  isUnreadable: boolean;
  /** "160×90", in pixels; null without a picture. */
  picture: string | null;
}

export interface FoundPage {
  platform: string;
  inCall: boolean;
  tiles: FoundTile[];
}

const WIDTH = 160;
const HEIGHT = 90;
const streams = new Map<string, MediaStream>();

/** A stream that goes on; the same one for the same name. */
function streamOf(name: string): MediaStream {
  const known = name && streams.get(name);
  if (known) return known;
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext('2d');
  let n = 0;
  setInterval(() => {
    if (!context) return;
    context.fillStyle = n++ % 2 ? '#777' : '#787878';
    context.fillRect(0, 0, WIDTH, HEIGHT);
  }, 50);
  const stream = canvas.captureStream(20);
  streams.set(name, stream);
  return stream;
}

/** As a microphone that is muted. */
function addSound(stream: MediaStream): void {
  for (const track of new AudioContext().createMediaStreamDestination().stream.getAudioTracks()) stream.addTrack(track);
}

/** WebGL that keeps nothing of what it has drawn, as call sites use it: left half red, right half blue. */
function paint(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext('webgl2', { preserveDrawingBuffer: false, alpha: false });
  if (!gl) throw new Error('No WebGL.');
  gl.enable(gl.SCISSOR_TEST);
  const half = canvas.width / 2;
  setInterval(() => {
    for (const [left, red, blue] of [
      [0, 1, 0],
      [half, 0, 1],
    ] as const) {
      gl.scissor(left, 0, half, canvas.height);
      gl.clearColor(red, 0, blue, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
  }, 50);
}

const page = (): Page => pageOf(document);
const platform = () => {
  const one = platformOf(new URL(location.href));
  // Unknown sites are recognised by a sweep.
  one.find(page());
  return one;
};
const tiles = () => platform().find(page()).tiles;
const partOf = (tile: Tile) => tile.source?.part() ?? null;

const painted = () =>
  page().flatMap((one) =>
    [one, ...[...one.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])].flatMap((root) => [
      ...root.querySelectorAll<HTMLCanvasElement>('canvas[data-painted]'),
    ]),
  );

/** Resolves when every video that is to have a picture has one. */
async function play(scope: ParentNode): Promise<void> {
  const videos = [...scope.querySelectorAll<HTMLVideoElement>('video[data-stream]')];
  await Promise.all(
    videos.map((video) => {
      if (video.srcObject) return null;
      video.srcObject = streamOf(video.dataset.stream ?? '');
      if ('sound' in video.dataset) addSound(video.srcObject);
      video.muted = true;
      return video.play();
    }),
  );
}

const fixture = {
  async start(): Promise<void> {
    for (const canvas of painted()) paint(canvas);
    for (const one of page()) await play(one);
  },

  play: (scope: ParentNode = document) => play(scope),

  /** A clip of half a second, as bytes of a file. */
  clip: () => recorded(streamOf('clip'), 5),

  /** A microphone comes later than its camera. */
  unmute: (css: string) => addSound(document.querySelector<HTMLVideoElement>(css)?.srcObject as MediaStream),

  /** A canvas gives its picture some time after it is asked for the first time; this waits for it. */
  async find(): Promise<FoundPage> {
    const end = performance.now() + 5000;
    while (performance.now() < end && tiles().some((tile) => tile.source && !partOf(tile) && !tile.source.hasFailed))
      await frames(3);
    const found = platform().find(page());
    return {
      platform: platform().name,
      inCall: found.inCall,
      tiles: found.tiles.map((tile) => {
        const part = partOf(tile);
        const { siteId, name, self, isShare, isCameraOff } = tile;
        const isUnreadable = tile.isUnreadable || tile.source?.hasFailed === true;
        const picture = part && `${Math.round(part.width)}×${Math.round(part.height)}`;
        return { siteId, name, self, isShare, isCameraOff, isUnreadable, picture };
      }),
    };
  },

  /** How many elements each selector of the site's adapter finds. */
  counts: (): Record<string, number> =>
    Object.fromEntries(
      Object.entries(platform().selectors).map(([name, selector]) => [name, all(page(), selector).length]),
    ),

  /** What stays the same of a tile, and what does not, when a page is built anew. */
  keys: () => tiles().map(({ id, elementId, track, name }) => ({ id, elementId, track, name })),

  /** As if nobody had asked a canvas for its picture yet: each is put there anew. */
  renewCanvases(): void {
    for (const canvas of painted()) canvas.replaceWith(canvas.cloneNode());
  },

  /** Looks at this page, again and again, with one adapter: the one that its address would have. */
  lookOn(address: string): () => { platform: string; ids: (string | null)[] } {
    const one = platformOf(new URL(address));
    return () => {
      const ids = one.find(page()).tiles.map(({ siteId }) => siteId);
      return { platform: one.name, ids };
    };
  },

  /** How many tiles an adapter finds on this page, as if it stood at `address`. */
  count: (address: string) => platformOf(new URL(address)).find(page()).tiles.length,

  shares: () => tiles().map(({ shareMark }) => shareMark),

  report: () => describePage(platform(), page(), '0.0.0'),

  /** The colour in the middle of each picture, by the site's id. */
  colours(): Record<string, string> {
    return Object.fromEntries(
      tiles().flatMap((tile) => {
        const part = partOf(tile);
        if (!part || !tile.source) return [];
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        if (!context) return [];
        context.drawImage(tile.source.image, part.x + part.width / 2, part.y + part.height / 2, 1, 1, 0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
        const colour = green > 0 ? 'grey' : red > blue ? 'red' : 'blue';
        return [[tile.siteId ?? '', colour]];
      }),
    );
  },
};

declare global {
  interface Window {
    fixture: typeof fixture;
  }
}
window.fixture = fixture;
