// What can go wrong in the engine, named so that every surface can say it in one sentence.

/** `code` is a key of the messages file; the message is for the console and for Node. */
export type EngineErrorCode = 'errorModelBroken' | 'errorNoBackend' | 'errorEngineStart' | 'errorEngineLost';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
