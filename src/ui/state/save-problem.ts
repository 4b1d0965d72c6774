// What is said when something could not be stored.
import type { PrivateListLocked } from '../../storage/blocked-names.ts';
import type { SaveProblem } from '../components/common/link.ts';

/** By name: the class itself would bring the browser's storage into pages that have none, such as those of tests. */
const isLocked = (error: unknown): error is PrivateListLocked =>
  error instanceof Error && error.name === 'PrivateListLocked';

/** Browsers name their limit of changes a minute MAX_WRITE_OPERATIONS_PER_MINUTE. */
export function saveProblem(error: unknown): SaveProblem {
  if (isLocked(error)) return error.key;
  return /MAX_WRITE/.test(String(error)) ? 'saveTooOften' : 'saveFailed';
}
