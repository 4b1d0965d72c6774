// Paints many videos into one canvas, as Zoom's client does. Its buffer is not kept after a frame has been shown: whoever
// draws the canvas elsewhere finds it blank, and only its captured stream has the picture.
import type { Place } from './grid.ts';

const FPS = 15;
/** After so long without an animation frame nobody seems to see the page, and it is painted all the same. */
const UNSEEN_MS = 250;

interface Picture {
  video: HTMLVideoElement;
  place: Place | null;
  /** The video's time when its picture was taken last: most of the time there is no new one. */
  taken: number;
}

/** The part of a picture's width and height that its place shows. */
interface Part {
  x: number;
  y: number;
}

interface Brush {
  /** Empties the canvas. */
  clear(): void;
  /** `box` in the canvas' pixels from its upper left. */
  draw(picture: Picture, part: Part, box: Omit<Place, 'role'>): void;
  forget(picture: Picture): void;
}

export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #brush: Brush;
  readonly #pictures = new Map<HTMLVideoElement, Picture>();

  constructor(canvas: HTMLCanvasElement, ended: AbortSignal) {
    this.#canvas = canvas;
    this.#brush = webglBrush(canvas) ?? flatBrush(canvas);
    let last = 0;
    const loop = (now: number) => {
      if (ended.aborted) return;
      // A frame early is better than one late.
      if (now - last > 1000 / FPS - 4) {
        last = now;
        this.#paint();
      }
      requestAnimationFrame(loop);
    };
    requestAnimationFrame(loop);
    const timer = setInterval(() => {
      if (performance.now() - last > UNSEEN_MS) this.#paint();
    }, UNSEEN_MS);
    ended.addEventListener('abort', () => clearInterval(timer));
  }

  /** Where on the canvas, CSS pixels, a video is to be seen from now on. */
  put(video: HTMLVideoElement, place: Place | null): void {
    const picture = this.#pictures.get(video);
    if (picture) picture.place = place;
    else this.#pictures.set(video, { video, place, taken: Number.NaN });
  }

  remove(video: HTMLVideoElement): void {
    const picture = this.#pictures.get(video);
    if (picture) this.#brush.forget(picture);
    this.#pictures.delete(video);
  }

  isPainted(video: HTMLVideoElement | null): boolean {
    return video !== null && !Number.isNaN(this.#pictures.get(video)?.taken ?? Number.NaN);
  }

  #paint(): void {
    const canvas = this.#canvas;
    const ratio = devicePixelRatio;
    const size = { width: Math.round(canvas.clientWidth * ratio), height: Math.round(canvas.clientHeight * ratio) };
    if (size.width === 0 || size.height === 0) return;
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    this.#brush.clear();
    for (const picture of this.#pictures.values()) {
      const { video, place } = picture;
      if (!place || video.readyState < video.HAVE_CURRENT_DATA) continue;
      // The place is filled: what does not fit into its shape is cut off on both sides.
      const scale = Math.max(place.width / video.videoWidth, place.height / video.videoHeight);
      const part = { x: place.width / scale / video.videoWidth, y: place.height / scale / video.videoHeight };
      const [left, top, width, height] = [place.left, place.top, place.width, place.height].map((n) =>
        Math.round(n * ratio),
      ) as [number, number, number, number];
      this.#brush.draw(picture, part, { left, top, width, height });
      picture.taken = video.currentTime;
    }
  }
}

const VERTEX = `
  attribute vec2 corner;
  uniform vec2 part;
  varying vec2 at;
  void main() {
    at = vec2(0.5) + corner * part * vec2(0.5, -0.5);
    gl_Position = vec4(corner, 0.0, 1.0);
  }`;
const FRAGMENT = `
  precision mediump float;
  uniform sampler2D picture;
  varying vec2 at;
  void main() { gl_FragColor = vec4(texture2D(picture, at).rgb, 1.0); }`;

function webglBrush(canvas: HTMLCanvasElement): Brush | null {
  const gl = canvas.getContext('webgl', { preserveDrawingBuffer: false, antialias: false });
  if (!gl) return null;
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX] as const, [gl.FRAGMENT_SHADER, FRAGMENT] as const]) {
    const shader = gl.createShader(kind);
    if (!shader) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, 'corner');
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  const shown = gl.getUniformLocation(program, 'part');
  const textures = new Map<Picture, WebGLTexture>();
  const textureOf = (picture: Picture) => {
    const texture = textures.get(picture) ?? gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    if (textures.has(picture)) return;
    textures.set(picture, texture);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  };
  return {
    clear() {
      gl.clearColor(0.1, 0.1, 0.1, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    },
    draw(picture, part, box) {
      const { video, taken } = picture;
      textureOf(picture);
      if (video.currentTime !== taken) gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, video);
      gl.viewport(box.left, canvas.height - box.top - box.height, box.width, box.height);
      gl.uniform2f(shown, part.x, part.y);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    },
    forget(picture) {
      gl.deleteTexture(textures.get(picture) ?? null);
      textures.delete(picture);
    },
  };
}

function flatBrush(canvas: HTMLCanvasElement): Brush {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas');
  return {
    clear() {
      context.fillStyle = '#1a1a1a';
      context.fillRect(0, 0, canvas.width, canvas.height);
    },
    draw({ video }, part, box) {
      const [width, height] = [video.videoWidth * part.x, video.videoHeight * part.y];
      const [x, y] = [(video.videoWidth - width) / 2, (video.videoHeight - height) / 2];
      context.drawImage(video, x, y, width, height, box.left, box.top, box.width, box.height);
    },
    forget() {},
  };
}
