// What can go wrong in the engine. Each kind has a code, and each code its own sentence for the user.

/** A key of the messages file. */
export type EngineErrorCode =
  /** A model's files do not parse or do not fit each other. */
  | 'errorModelBroken'
  /** No backend starts on this machine. */
  | 'errorNoBackend'
  /** Backends start, but each reads the known picture wrongly. */
  | 'errorWrongAnswers'
  /** Starting failed in a way that nobody foresaw. */
  | 'errorEngineStart'
  /** The backend was lost while it read, and so was every other. */
  | 'errorEngineLost'
  /** The backend did not answer within the time limit, nor did any other. */
  | 'errorEngineSilent';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** @param message for the console and for Node. */
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
