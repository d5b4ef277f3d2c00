import { expect } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { type BoxOfficeDatabase } from '../support/database.ts';

/**
 * Starts `second` when `first` has run but not committed; when it waits, runs `meanwhile` in the first
 * transaction and commits that. Returns what `second` came to.
 */
export async function overlap<T>(
  db: BoxOfficeDatabase,
  first: (em: EntityManager) => Promise<unknown>,
  second: (em: EntityManager) => Promise<T>,
  meanwhile?: (em: EntityManager) => Promise<unknown>,
): Promise<PromiseSettledResult<T>> {
  let settled: Promise<PromiseSettledResult<T>[]> | undefined;
  await db.unit().transactional(async em => {
    await first(em);
    settled = Promise.allSettled([second(db.unit())]);
    await expect.poll(() => waiting(db), { timeout: 5000, interval: 10 }).toBe(1);
    await meanwhile?.(em);
  });
  const [result] = (await settled) ?? [];
  if (!result) throw new Error('The second transaction was not started.');
  return result;
}

async function waiting(db: BoxOfficeDatabase): Promise<number> {
  const rows = await db.rows(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}
