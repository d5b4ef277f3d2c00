import { type EntityManager, FlushMode } from '@mikro-orm/postgresql';
import { flushBeforeQuery, type QueryOptions } from './flush-before-query.ts';
import { runUnflushed } from './unflushed-query.ts';

interface FindOptions extends QueryOptions {
  readonly disableIdentityMap?: boolean;
}

/** Runs a query and all that it loads with the flush mode that `options` ask for. */
export async function runQuery<T>(
  em: EntityManager,
  options: FindOptions | undefined,
  query: () => Promise<T>,
): Promise<T> {
  if (options?.flushMode === FlushMode.COMMIT) return runUnflushed(em, query);
  // MikroORM runs such a query on a fork, which knows no edits.
  const elsewhere = options?.disableIdentityMap ?? em.config.get('disableIdentityMap');
  if (elsewhere) await flushBeforeQuery(em, options);
  return query();
}
