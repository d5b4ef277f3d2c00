import { AtomicOptionsError } from '../errors/atomic-errors.ts';
import { type KeyLockOptions } from '../mikro/lock/lock-key.ts';
import { type LockKey } from '../mikro/lock/lock-key-text.ts';

const isolations = ['read committed', 'repeatable read', 'serializable'] as const;

/** An isolation level of PostgreSQL. */
export type Isolation = (typeof isolations)[number];

/** How long `em.atomic` waits before it tries again: a random time between nothing and a bound that doubles with each attempt. */
export interface Backoff {
  /** Milliseconds that bound the first wait. 10 unless told. */
  readonly base?: number;
  /** Milliseconds that bound every wait. 1000 unless told. */
  readonly cap?: number;
}

/** A key to lock for a whole operation. */
export interface OperationLock extends KeyLockOptions {
  readonly key: LockKey;
}

export interface AtomicOptions {
  /** The isolation level; the server's default unless told. */
  readonly isolation?: Isolation;
  /** Refuses writes. */
  readonly readOnly?: boolean;
  /** Waits for a snapshot that needs no retry; for `serializable` with `readOnly` alone. */
  readonly deferrable?: boolean;
  /** Milliseconds that all attempts and the waits between them may take. No bound unless told. */
  readonly timeout?: number;
  /** How often the body is run at most. 5 unless told. */
  readonly attempts?: number;
  readonly backoff?: Backoff;
  /** Rolls back and stops trying when it is aborted. */
  readonly signal?: AbortSignal;
  /** Whether a lock that others hold too long (55P03) is waited for again by another attempt. */
  readonly retryLockTimeouts?: boolean;
  /** What `em.lockKey` locks first in each attempt; then what the unit had loaded is read again. */
  readonly lock?: LockKey | OperationLock;
}

/** Throws AtomicOptionsError for options that mean nothing. */
export function requireAtomicOptions(options: AtomicOptions): void {
  const { isolation, readOnly, deferrable, timeout, attempts = 1, backoff = {} } = options;
  if (isolation !== undefined && !isolations.includes(isolation))
    throw new AtomicOptionsError('isolation', `it is one of ${isolations.join(', ')}.`);
  if (!Number.isInteger(attempts) || attempts < 1)
    throw new AtomicOptionsError('attempts', 'it is a whole number from 1 on.');
  requireDuration('timeout', timeout);
  requireDuration('backoff.base', backoff.base);
  requireDuration('backoff.cap', backoff.cap);
  if (deferrable && !(readOnly && isolation === 'serializable'))
    throw new AtomicOptionsError('deferrable', `PostgreSQL knows it for 'serializable' with readOnly alone.`);
}

function requireDuration(option: string, value: number | undefined): void {
  if (value !== undefined && !(value >= 0 && Number.isFinite(value)))
    throw new AtomicOptionsError(option, 'it is a number of milliseconds.');
}
