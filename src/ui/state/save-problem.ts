// What is said when something could not be stored.
import { PrivateListLocked } from '../../storage/blocked-names.ts';
import type { SaveProblem } from '../components/common/link.ts';

/** Browsers name their limit of changes a minute MAX_WRITE_OPERATIONS_PER_MINUTE. */
export function saveProblem(error: unknown): SaveProblem {
  if (error instanceof PrivateListLocked) return error.key;
  return /MAX_WRITE/.test(String(error)) ? 'saveTooOften' : 'saveFailed';
}
