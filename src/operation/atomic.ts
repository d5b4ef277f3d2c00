import { type EntityManager } from '@mikro-orm/postgresql';
import { refreshUnit } from '../mikro/reads/refresh-unit.ts';
import { inTransaction } from '../mikro/transaction/in-transaction.ts';
import { type AtomicOptions, requireAtomicOptions } from './atomic-options.ts';
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
  if (em.isInTransaction()) return await deadline.told(() => attempt(body));
  return await deadline.told(() =>
    repeat(attempt, body, { ...options, ...(deadline.signal && { signal: deadline.signal }) }),
  );
}

/**
 * What the unit had loaded is read again in each new snapshot, so that whoever holds it decides on what is true now. Where
 * snapshots last that is so for the first one too: what is answered from memory must be of the snapshot that the server checks.
 */
async function repeat<EM extends EntityManager, T>(
  attempt: (work: (em: EM) => T | Promise<T>) => Promise<T>,
  body: (em: EM) => T | Promise<T>,
  options: AtomicOptions,
): Promise<T> {
  const { attempts = 5, signal, isolation } = options;
  const refreshed = async (em: EM) => {
    await refreshUnit(em);
    return body(em);
  };
  const lasting = isolation === 'repeatable read' || isolation === 'serializable';
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(tried > 1 || lasting ? refreshed : body);
    } catch (error) {
      if (tried >= attempts || signal?.aborted || !isRetried(error, options)) throw error;
    }
    await pause(tried, options);
  }
}
