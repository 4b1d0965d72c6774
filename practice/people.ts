// Who sits in the practice call: faces measured in the sample pictures of @vladmandic/face-api, and names as awkward as real ones.
import type { Expression } from '../src/engine/types.ts';

/** A rectangle in pixels of the original picture: left, top, width, height. */
export type Rect = readonly [x: number, y: number, width: number, height: number];

export interface SampleFace {
  /** File name in the package's demo folder. */
  picture: string;
  /** Brow to chin, ear to ear. */
  face: Rect;
  /** What most people would say of it; null where ten people would not agree. */
  looks: Expression | null;
  /** The mouth's corners, left x and y, right x and y, as face-api's landmarks have them. */
  mouth: readonly [number, number, number, number];
}

/** Clear frontal faces first; whoever comes last looks down, away or has closed eyes. */
export const FACES: readonly SampleFace[] = [
  { picture: 'sample3.jpg', face: [586, 327, 198, 272], looks: 'neutral', mouth: [639, 536, 708, 536] },
  { picture: 'sample6.jpg', face: [679, 317, 161, 311], looks: 'happy', mouth: [724, 551, 801, 548] },
  { picture: 'sample5.jpg', face: [786, 108, 155, 212], looks: 'neutral', mouth: [845, 277, 903, 287] },
  { picture: 'sample6.jpg', face: [249, 467, 211, 292], looks: 'happy', mouth: [344, 701, 425, 689] },
  { picture: 'sample1.jpg', face: [1473, 197, 203, 239], looks: 'happy', mouth: [1499, 341, 1553, 395] },
  { picture: 'sample4.jpg', face: [664, 49, 185, 263], looks: 'neutral', mouth: [678, 224, 735, 256] },
  { picture: 'sample6.jpg', face: [1486, 258, 211, 300], looks: 'happy', mouth: [1513, 472, 1595, 495] },
  { picture: 'sample3.jpg', face: [1073, 215, 224, 298], looks: 'happy', mouth: [1106, 423, 1190, 443] },
  { picture: 'sample6.jpg', face: [1180, 307, 188, 275], looks: null, mouth: [1236, 528, 1308, 528] },
  { picture: 'sample5.jpg', face: [1403, 384, 170, 277], looks: null, mouth: [1464, 604, 1534, 595] },
  { picture: 'sample5.jpg', face: [596, 413, 167, 250], looks: 'happy', mouth: [686, 604, 744, 604] },
  { picture: 'sample1.jpg', face: [413, 354, 177, 240], looks: null, mouth: [448, 540, 515, 541] },
  { picture: 'sample3.jpg', face: [1513, 288, 170, 284], looks: 'happy', mouth: [1558, 501, 1650, 498] },
  { picture: 'sample5.jpg', face: [376, 860, 172, 299], looks: null, mouth: [446, 1093, 524, 1086] },
  { picture: 'sample5.jpg', face: [1110, 194, 162, 242], looks: null, mouth: [1149, 375, 1218, 375] },
  { picture: 'sample4.jpg', face: [1278, 136, 145, 253], looks: 'happy', mouth: [1289, 304, 1349, 337] },
  { picture: 'sample4.jpg', face: [255, 182, 163, 250], looks: 'neutral', mouth: [358, 380, 413, 356] },
  { picture: 'sample4.jpg', face: [988, 177, 170, 228], looks: null, mouth: [1010, 358, 1068, 367] },
  { picture: 'sample1.jpg', face: [839, 418, 187, 227], looks: null, mouth: [914, 610, 983, 576] },
  { picture: 'sample2.jpg', face: [1446, 153, 195, 242], looks: null, mouth: [1523, 354, 1588, 333] },
  { picture: 'sample2.jpg', face: [898, 222, 153, 225], looks: null, mouth: [962, 396, 1023, 387] },
  { picture: 'sample2.jpg', face: [359, 131, 153, 256], looks: null, mouth: [384, 334, 415, 334] },
];

/** A meeting room's camera: so many faces in one picture. */
export const ROOM = { name: 'Room 4', picture: 'sample3.jpg', people: 3 };

/** The first is the one who sits in front of this screen. */
export const NAMES: readonly string[] = [
  'Alex Moreau',
  'Zoë Müller',
  "<b>Bo</b> O'Neil",
  'Мария Соколова',
  'Amara Okafor',
  'Priya Raman',
  'Ελένη Παππά',
  'Ana García-Núñez',
  'سارة حداد',
  'Ngọc Trần',
  'Ingrid Åkesson',
  '田中 美咲',
  'Sofia Rossi',
  '김서연',
  'Leïla Benali',
  'Maja Kowalczyk',
  'נועה לוי',
  "Chloé d'Aubigné",
  'वैशाली जोशी',
  'Tess van der Berg',
  'Wilhelmina Featherstonehaugh-Cholmondeley',
  '李娜',
];

/** The same names again with a number once they run out. */
export function nameOf(index: number): string {
  const name = NAMES[index % NAMES.length] ?? '';
  const round = Math.floor(index / NAMES.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}
