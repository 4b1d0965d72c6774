// A picture with a frame around each face, and what was said of it, as a file.
import type { TrialFace } from '../components/common/trial-link.ts';

/** Larger pictures are brought down to this side, pixels. */
const MOST_SIDE = 4096;
const FONT = 'system-ui, sans-serif';

/** @param size of the picture that the faces' boxes are in, pixels. @param words of each face. @throws where the picture cannot be drawn */
export async function annotated(
  from: File | HTMLVideoElement,
  size: { width: number; height: number },
  faces: readonly TrialFace[],
  words: readonly string[],
): Promise<Blob> {
  const scale = Math.min(1, MOST_SIDE / Math.max(size.width, size.height));
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw on.');
  const picture = await createImageBitmap(from, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  context.drawImage(picture, 0, 0);
  picture.close();
  const line = Math.max(2, Math.max(width, height) / 500);
  const text = Math.max(14, Math.max(width, height) / 60);
  context.font = `600 ${text}px ${FONT}`;
  context.textBaseline = 'middle';
  for (const [i, { number, box }] of faces.entries()) {
    const [x, y, side] = [box.x * scale, box.y * scale, box.width * scale];
    context.lineWidth = line;
    context.strokeStyle = '#ffffff';
    context.beginPath();
    context.roundRect(x, y, side, box.height * scale, side / 8);
    context.stroke();
    const said = words[i] ? `${number} · ${words[i]}` : String(number);
    const wide = context.measureText(said).width + text;
    const left = Math.max(0, Math.min(width - wide, x));
    const top = Math.min(height - 1.6 * text, (box.y + box.height) * scale + line);
    context.fillStyle = '#17191c';
    context.beginPath();
    context.roundRect(left, top, wide, 1.6 * text, 0.4 * text);
    context.fill();
    context.fillStyle = '#ffffff';
    context.fillText(said, left + text / 2, top + 0.8 * text);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
