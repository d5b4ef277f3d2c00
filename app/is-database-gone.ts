import { ConnectionException } from '../src/index.ts';

/** Whether an error, or one that caused it, says that the database cannot be reached. */
export function isDatabaseGone(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof ConnectionException) return true;
  }
  return false;
}
