// What is said when a setting could not be stored.

/** A key of the messages file. */
type SaveProblem = 'saveFailed' | 'saveTooOften';

/** Browsers name their limit of changes a minute MAX_WRITE_OPERATIONS_PER_MINUTE. */
export const saveProblem = (error: unknown): SaveProblem =>
  /MAX_WRITE/.test(String(error)) ? 'saveTooOften' : 'saveFailed';
