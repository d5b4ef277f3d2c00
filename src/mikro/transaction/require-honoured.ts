import { type EntityManager } from '@mikro-orm/postgresql';
import { WeakerTransactionError } from '../../errors/transaction-errors.ts';
import { type TransactionOptions } from '../parts/internals.ts';

const strengths = ['read uncommitted', 'read committed', 'repeatable read', 'serializable'];

/** Refuses, inside a transaction, a stronger isolation level than that has. */
export async function requireHonoured(
  em: EntityManager,
  { ctx, isolationLevel }: TransactionOptions,
): Promise<void> {
  if (!ctx || !isolationLevel) return;
  const current = `select current_setting('transaction_isolation') as level`;
  const { level } = await em.getConnection().execute<{ level: string }>(current, [], 'get', ctx);
  if (strengths.indexOf(isolationLevel) > strengths.indexOf(level))
    throw new WeakerTransactionError(isolationLevel, level);
}

/** Makes a savepoint read-only that was asked to be; PostgreSQL lets it go with the savepoint. And what `begin` does not know. */
export async function restrict(
  em: EntityManager,
  { ctx, readOnly, deferrable }: TransactionOptions,
): Promise<void> {
  const set = (mode: string) =>
    em.getConnection().execute(`set transaction ${mode}`, [], 'run', em.getTransactionContext());
  if (ctx && readOnly) await set('read only');
  if (!ctx && deferrable) await set('deferrable');
}
