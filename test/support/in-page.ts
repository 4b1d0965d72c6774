// For scripts of tests inside pages: what the page does is counted, and its clock is moved on, so that no test waits a fixed time.

/** Resolves so many of the page's frames later. */
export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
}

/** Asks once a frame. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await frames(1);
}

const picturesOf = (video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames;

/** Resolves when so many more pictures of a video have come, and the last one is shown. */
export async function pictures(video: HTMLVideoElement, count: number): Promise<void> {
  const end = picturesOf(video) + count;
  await until(() => video.videoWidth > 0 && picturesOf(video) >= end);
  await frames(1);
}

/** From now on performance.now() is so much later. */
export function moveClock(ms: number): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + ms;
}

/** Bytes of a file that a recorder makes of a stream until it has given so many parts, a tenth of a second each. */
export async function recorded(stream: MediaStream, parts: number, mimeType = 'video/webm'): Promise<number[]> {
  const recorder = new MediaRecorder(stream, { mimeType });
  const blobs: Blob[] = [];
  await new Promise((done) => {
    recorder.onstop = done;
    recorder.ondataavailable = ({ data }) => {
      blobs.push(data);
      if (blobs.length === parts) recorder.stop();
    };
    recorder.start(100);
  });
  return [...new Uint8Array(await new Blob(blobs).arrayBuffer())];
}
