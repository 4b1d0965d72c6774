// Turns a model's two files into what TensorFlow.js loads, and says clearly when they are no model.
import * as tf from '@tensorflow/tfjs';
import { brokenModel } from '../nets/graph.ts';
import type { ModelFiles } from '../nets/model-files.ts';

export type Model = tf.GraphModel<tf.io.IOHandlerSync>;

const BYTES = { float32: 4, int32: 4, uint8: 1, uint16: 2, float16: 2, bool: 1 } as const;

/**
 * @param name what to call the model in an error, e.g. 'detector'.
 * @throws EngineError errorModelBroken when the files do not hold a graph model or do not fit each other.
 */
export function loadModel(name: string, files: ModelFiles, inputs: string[], outputs: string[]): Model {
  const broken = (why: string, cause?: unknown) => brokenModel(name, why, cause);
  const json = files.json as Partial<tf.io.ModelJSON> | null;
  if (!json || typeof json !== 'object' || json.format !== 'graph-model' || !json.modelTopology)
    throw broken('its model.json is no TensorFlow.js graph model');
  const weightSpecs = json.weightsManifest?.flatMap((group) => group.weights) ?? [];
  const expected = weightSpecs.reduce((sum, w) => {
    const type = (w.quantization?.dtype ?? w.dtype) as keyof typeof BYTES;
    return sum + w.shape.reduce((a, b) => a * b, 1) * (BYTES[type] ?? Number.NaN);
  }, 0);
  if (expected !== files.weights.byteLength)
    throw broken(`its weights are ${files.weights.byteLength} bytes where ${expected} are described`);
  const artifacts = {
    modelTopology: json.modelTopology,
    weightSpecs,
    weightData: files.weights,
    ...(json.signature ? { signature: json.signature } : {}),
  };
  let model: Model;
  try {
    model = loadInTidy(artifacts);
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const names = (list: { name: string }[]) => list.map((t) => t.name.replace(/:0$/, ''));
  const missing = [
    ...inputs.filter((i) => !names(model.inputs).includes(i)),
    ...outputs.filter((o) => !names(model.outputs).includes(o)),
  ];
  if (missing.length) {
    model.dispose();
    throw broken(`it lacks ${missing.join(', ')}`);
  }
  return model;
}

/** The tidy frees the weights again when the graph turns out broken, and spares those of a model that loads. */
function loadInTidy(artifacts: tf.io.ModelArtifacts): Model {
  const loaded: Model[] = [];
  tf.tidy(() => {
    const model = tf.loadGraphModelSync(tf.io.fromMemorySync(artifacts));
    loaded.push(model);
    return Object.values(model.weights).flat();
  });
  return loaded[0] as Model;
}
