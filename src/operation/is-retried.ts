import { outcomeOf } from '../errors/outcome-of.ts';
import { type AtomicOptions } from './atomic-options.ts';

/** Whether an operation that failed with `error` is to run again: only where nothing of it can have been stored, and others were the cause. */
export function isRetried(error: unknown, { retryLockTimeouts = false }: AtomicOptions): boolean {
  const outcome = outcomeOf(error);
  return (
    outcome === 'rolled back' ||
    outcome === 'connection lost' ||
    (outcome === 'lock timeout' && retryLockTimeouts)
  );
}
