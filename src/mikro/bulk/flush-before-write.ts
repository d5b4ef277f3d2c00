import { type EntityManager, FlushMode } from '@mikro-orm/postgresql';
import { type QueryOptions } from '../reads/flush-before-query.ts';
import { insideUnflushedQuery } from '../reads/unflushed-query.ts';
import { isUnitEdited } from '../reads/unit-is-edited.ts';
import { flushModeOf } from '../state/flush-mode.ts';
import { insideFlush } from '../state/inside-flush.ts';
import { stateOf } from '../state/unit-state.ts';

/** Flushes before a statement that writes rows, so that it meets them as memory has them. Not when the flush mode COMMIT was chosen. */
export async function flushBeforeWrite(em: EntityManager, options?: QueryOptions): Promise<void> {
  const mode = flushModeOf(em, options);
  if (mode === FlushMode.COMMIT || insideFlush(em) || insideUnflushedQuery(em)) return;
  if (mode === FlushMode.ALWAYS || isUnitEdited(em) || stateOf(em).touched.size > 0) await em.flush();
}
