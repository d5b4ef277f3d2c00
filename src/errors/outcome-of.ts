import { CommitUnknownError } from './commit-unknown-error.ts';
import { ConnectionLostError } from './database/connection-lost-error.ts';

/** What became of a transaction that ended in an error. */
export type Outcome = 'rolled back' | 'lock timeout' | 'connection lost' | 'unknown' | 'failed';

const outcomes: Readonly<Record<string, Outcome>> = {
  '40001': 'rolled back',
  '40P01': 'rolled back',
  '55P03': 'lock timeout',
};

/**
 * Says what `error`, or the error that caused it, means for the transaction that it ended.
 *
 * `rolled back`: others were in the way (40001, 40P01), and the same transaction may succeed now. `lock timeout`: a lock
 * was not to be had (55P03). `connection lost`: before the COMMIT, so nothing is stored. `unknown`: it may be stored or
 * not, `CommitUnknownError`. `failed`: everything else; it would fail again.
 *
 * @example
 * const lost = new ConnectionLostError(new Error('Connection terminated unexpectedly'));
 * console.assert(outcomeOf(lost) === 'connection lost');
 * console.assert(outcomeOf(new Error('no seat is free', { cause: new CommitUnknownError(lost, '742') })) === 'unknown');
 */
export function outcomeOf(error: unknown): Outcome {
  const seen = new Set<unknown>();
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    const outcome = ownOutcome(at);
    if (outcome) return outcome;
    seen.add(at);
  }
  return 'failed';
}

function ownOutcome(error: Error): Outcome | undefined {
  if (error instanceof CommitUnknownError) return 'unknown';
  if (error instanceof ConnectionLostError) return 'connection lost';
  return 'code' in error && typeof error.code === 'string' ? outcomes[error.code] : undefined;
}
