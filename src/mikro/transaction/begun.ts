import { type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { type TransactionOptions } from '../parts/internals.ts';
import { CommitEvents, runAfterCommit } from './commit-events.ts';
import { requireHonoured, restrict } from './require-honoured.ts';
import { noteContext } from './unseen-writes.ts';
import { UnitTransaction } from './unit-transaction.ts';

/** A transaction or savepoint that `em.begin` began. */
interface Begun {
  readonly transaction: UnitTransaction;
  readonly events: CommitEvents;
  readonly trx: NonNullable<Transaction>;
  readonly around: Transaction;
}

const begun = new WeakMap<EntityManager, Begun[]>();
const refused = new WeakSet<EntityManager>();

/** Whether `em` has a transaction open that `em.begin` began. */
export function isBegun(em: EntityManager): boolean {
  return (begun.get(em)?.length ?? 0) > 0;
}

/** `em.begin`; inside a transaction it begins a savepoint. */
export async function beginTransaction(em: EntityManager, options: TransactionOptions = {}): Promise<void> {
  const around = em.getTransactionContext();
  const nested = { ...options, ctx: options.ctx ?? around };
  await requireHonoured(em, nested);
  refused.delete(em);
  const transaction = new UnitTransaction(em, em);
  const events = new CommitEvents(em, transaction.level);
  try {
    const sessionContext = em.getTransactionSessionContext();
    const begin = { sessionContext, ...nested, eventBroadcaster: events } as never;
    const trx = await em.getConnection('write').begin(begin);
    em.setTransactionContext(trx);
    noteContext(trx as object, em, transaction.level);
    begun.set(em, [...(begun.get(em) ?? []), { transaction, events, trx, around }]);
    await restrict(em, nested);
  } catch (error) {
    transaction.rolledBack();
    throw error;
  }
}

/** `em.commit`. When the COMMIT fails nothing is stored, and the `em.rollback` that may follow has nothing left to do. */
export async function commitTransaction(em: EntityManager): Promise<void> {
  await em.flush();
  const { transaction, events, trx } = innermost(em);
  try {
    await em.getConnection('write').commit(trx, events);
  } catch (error) {
    await rollbackTransaction(em).catch(() => undefined);
    refused.add(em);
    throw error;
  }
  leave(em);
  await runAfterCommit(transaction.committed());
}

/** `em.rollback`. */
export async function rollbackTransaction(em: EntityManager): Promise<void> {
  const { transaction, events, trx } = innermost(em);
  try {
    await em.getConnection('write').rollback(trx, events);
  } finally {
    leave(em);
    // Before what was scheduled is again: that makes queries flush.
    em.getUnitOfWork(false).clearActionsQueue();
    transaction.rolledBack();
  }
}

/** Whether the transaction that `em` is to roll back has ended by its own COMMIT, which failed. */
export function takeRefused(em: EntityManager): boolean {
  return refused.delete(em);
}

function innermost(em: EntityManager): Begun {
  return begun.get(em)?.at(-1) as Begun;
}

function leave(em: EntityManager): void {
  const left = begun.get(em)?.pop();
  if (left?.around) em.setTransactionContext(left.around);
  else em.resetTransactionContext();
}
