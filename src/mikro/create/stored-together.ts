import { type EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '../transaction/in-transaction.ts';

/** Runs `body` and stores what it leaves pending, in one transaction: that which is open, or one of its own. */
export async function storedTogether<T>(
  em: EntityManager,
  body: (em: EntityManager) => Promise<T>,
): Promise<T> {
  if (!em.isInTransaction()) return inTransaction(em, body, {});
  const result = await body(em);
  await em.flush();
  return result;
}
