// The bench's tiles: people of the sample pictures as a camera would frame them.
import sharp from 'sharp';
import { inPackage } from '../../../harness/packages.ts';
import { FACES } from '../../../practice/people.ts';

const TILE = { width: 640, height: 360 };
/** The face's part of a tile's height: somebody at a desk. */
const FACE = 0.45;

/** @returns `count` JPEGs of TILE's size, a face in each; people come again once they run out, mirrored. */
export async function tilePictures(count: number): Promise<Buffer[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const { picture, face } = FACES[i % FACES.length] as (typeof FACES)[number];
      const file = sharp(inPackage('@vladmandic/face-api', `demo/${picture}`));
      const { width, height } = await file.metadata();
      const [x, y, w, h] = face;
      // As wide a tile as the picture has around the face.
      const tall = Math.min(h / FACE, height, (width * TILE.height) / TILE.width);
      const wide = (tall * TILE.width) / TILE.height;
      const inside = (from: number, size: number, whole: number) =>
        Math.round(Math.min(Math.max(from, 0), whole - size));
      const cut = file.extract({
        left: inside(x + w / 2 - wide / 2, Math.floor(wide), width),
        top: inside(y + h / 2 - tall / 2, Math.floor(tall), height),
        width: Math.floor(wide),
        height: Math.floor(tall),
      });
      const again = Math.floor(i / FACES.length) % 2 === 1;
      const tile = again ? sharp(await cut.flop().toBuffer()) : cut;
      return tile.resize(TILE.width, TILE.height, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer();
    }),
  );
}
