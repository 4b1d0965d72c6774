// Real faces for tests in Node.
import sharp from 'sharp';
import type { Picture } from '../../harness/atlas.ts';
import { inPackage } from '../../harness/packages.ts';

export { atlasOf as drawAtlas, type Picture } from '../../harness/atlas.ts';

/** Path of one of the pictures that @vladmandic/face-api brings along. */
export const pictureFile = (name: string) => inPackage('@vladmandic/face-api', `demo/${name}`);

export async function picture(name: string): Promise<Picture> {
  const { data, info } = await sharp(pictureFile(name)).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
