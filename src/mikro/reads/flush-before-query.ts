import { type EntityManager, FlushMode } from '@mikro-orm/postgresql';
import { flushModeOf } from '../state/flush-mode.ts';
import { insideFlush } from '../state/inside-flush.ts';
import { insideUnflushedQuery } from './unflushed-query.ts';
import { isUnitEdited } from './unit-is-edited.ts';

/** How a query is asked. */
export interface QueryOptions {
  readonly flushMode?: string;
}

/**
 * In a transaction, flushes before a query when memory is ahead of the rows: otherwise the query would disagree with memory.
 * Outside of one, where a flush commits, does `otherwise`. Not when the flush mode COMMIT was chosen.
 */
export async function flushBeforeQuery(
  em: EntityManager,
  options?: QueryOptions,
  otherwise?: () => Promise<void>,
): Promise<void> {
  const mode = flushModeOf(em, options);
  if (mode === FlushMode.COMMIT || insideFlush(em) || insideUnflushedQuery(em)) return;
  if (!em.isInTransaction()) return otherwise?.();
  if (mode === FlushMode.ALWAYS || isUnitEdited(em)) await em.flush();
}
