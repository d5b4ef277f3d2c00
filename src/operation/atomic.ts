import { type EntityManager } from '@mikro-orm/postgresql';
import { lockKey } from '../mikro/lock/lock-key.ts';
import { refreshUnit } from '../mikro/reads/refresh-unit.ts';
import { recordRetry } from '../mikro/state/record.ts';
import { inTransaction } from '../mikro/transaction/in-transaction.ts';
import { type LockKey } from '../mikro/lock/lock-key-text.ts';
import { type AtomicOptions, type OperationLock, requireAtomicOptions } from './atomic-options.ts';
import { Deadline } from './deadline.ts';
import { isRetried } from './is-retried.ts';
import { pause } from './pause.ts';

/**
 * Runs `body` in a transaction, and again when the server has rolled it back because of others.
 *
 * Documented at `EntityManager.atomic`.
 */
export async function atomic<EM extends EntityManager, T>(
  em: EM,
  body: (em: EM) => T | Promise<T>,
  options: AtomicOptions = {},
): Promise<T> {
  requireAtomicOptions(options);
  using deadline = new Deadline(options);
  const attempt = (work: (em: EM) => T | Promise<T>) =>
    inTransaction(em, async inner => work(inner), { ...options, signal: deadline.signal });
  if (em.isInTransaction())
    return await deadline.told(() => attempt(em => prepared(em, body, { ...options, refreshes: false })));
  return await deadline.told(() =>
    repeat(em, attempt, body, { ...options, ...(deadline.signal && { signal: deadline.signal }) }),
  );
}

/**
 * What the unit had loaded is read again in each new snapshot, so that whoever holds it decides on what is true now. Where
 * snapshots last that is so for the first one too: what is answered from memory must be of the snapshot that the server checks.
 */
async function repeat<EM extends EntityManager, T>(
  em: EM,
  attempt: (work: (em: EM) => T | Promise<T>) => Promise<T>,
  body: (em: EM) => T | Promise<T>,
  options: AtomicOptions,
): Promise<T> {
  const { attempts = 5, signal, isolation } = options;
  const lasting = isolation === 'repeatable read' || isolation === 'serializable';
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(em => prepared(em, body, { ...options, refreshes: tried > 1 || lasting }));
    } catch (error) {
      if (tried >= attempts || signal?.aborted || !isRetried(error, options)) throw error;
      recordRetry(em, tried, error);
    }
    await pause(tried, options);
  }
}

interface Preparation extends AtomicOptions {
  readonly refreshes: boolean;
}

/** Runs `body` once the lock is taken, and what the unit holds is as true as what it will read. */
async function prepared<EM extends EntityManager, T>(
  em: EM,
  body: (em: EM) => T | Promise<T>,
  { lock, refreshes }: Preparation,
): Promise<T> {
  if (lock !== undefined) await takeLock(em, lock);
  if (refreshes || lock !== undefined) await refreshUnit(em);
  return body(em);
}

function takeLock(em: EntityManager, lock: LockKey | OperationLock): Promise<void> {
  return typeof lock === 'object' && 'key' in lock ? lockKey(em, lock.key, lock) : lockKey(em, lock);
}
