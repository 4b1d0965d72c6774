// What the card says of training. Everything known about a run comes from the model's metadata; the words are here.
import { table, whole } from './format.ts';
import type { Metadata } from './inputs.ts';

/** Rows of FER2013's training split. */
const TRAINING_ROWS = 28_709;

export function trainingData({ training }: Metadata): string {
  return `## Training data

FER2013's training split (Goodfellow et al. 2013, [arXiv 1307.0414](https://arxiv.org/abs/1307.0414)): gray faces of 48×48 pixels from a web
search, one label of seven each; and FER+ (Barsoum et al. 2016, [arXiv 1608.01041](https://arxiv.org/abs/1608.01041); its labels are
MIT-licensed): ten people's votes on each of them. The photographs carry no licence of their own, and none is shipped. Of the people in
them we know neither consent nor origin.

Rows that copy a face of PublicTest or PrivateTest, exactly or nearly (cosine above 0.93 between standardised thumbnails of 16×16 pixels, also
mirrored), were left out of training.${used(training.faces)} The heads learn together: \`votes\` the shares of the ten voters, \`labels\`
FER2013's label, \`movements\` what MediaPipe's face mesh (Apache-2.0) measures in the same pictures. Faces are moved, turned, mirrored, relit, compressed and partly covered on the way in, and some pictures hold no
face at all. [training/README.md](../training/README.md) says how, and how to repeat it.

${pretrained(training)}

What was kept about the run:

${table(
  ['', ''],
  Object.entries(training).map(([key, value]) => [key.replaceAll('_', ' '), written(value)]),
)}`;
}

function used(faces: unknown): string {
  if (typeof faces !== 'number') return '';
  return ` That left ${whole(faces)} of ${whole(TRAINING_ROWS)}.`;
}

function pretrained({ taught_by: taughtBy, live }: Metadata['training']): string {
  if (Array.isArray(live) && live.some((name) => String(name).startsWith('face')))
    return `It started from the net that shipped before it, which two earlier nets of ours had taught, and learnt from what two nets say of each view of a face that it
was shown: that one, and \`face\`. Those of ours had seen no other data and started from nothing. \`face\` started from dlib's face recognition net, which its author gave
to the public domain (Davis King). By his account that was made to tell people apart, from some three million faces of FaceScrub, the VGG
data set and the web; of expressions it was taught nothing. What \`face\` learnt of those it learnt from the rows above alone.`;
  if (!Array.isArray(taughtBy) || taughtBy.length === 0) return 'No other data and no pretrained weights went into it.';
  return `It also learnt from what ${taughtBy.length} earlier nets of ours said of the same training faces (their mean; one is larger than what ships). They
had seen no other data either, and no pretrained weights went into any of them.`;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (Number.isInteger(value)) return whole(value as number);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
