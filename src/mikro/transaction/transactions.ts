import {
  type AnyEntity,
  type EntityManager,
  type FlushEventArgs,
  TransactionContext,
} from '@mikro-orm/postgresql';
import { type TransactionBody, TransactionManagerBase, type TransactionOptions } from '../parts/internals.ts';
import { levelOf } from '../state/level.ts';
import { mayRunAlone } from '../flush/flush-transaction.ts';
import { rowOwner } from '../identity/row-owner.ts';
import { recordGone } from '../state/record.ts';
import { shareState, stateOf } from '../state/unit-state.ts';
import { untilAborted } from '../wire/cancellable.ts';
import { CommitEvents } from './commit-events.ts';
import { requireHonoured, restrict } from './require-honoured.ts';
import { noteContext } from './unseen-writes.ts';
import { UnitTransaction } from './unit-transaction.ts';

/**
 * MikroORM's runner of `em.transactional`. Its forks work on top of their unit's map instead of on a copy; what they have is
 * the unit's once it has committed, and not before.
 */
export class Transactions extends TransactionManagerBase {
  readonly #deleted = new Set<AnyEntity>();
  /** What is to be done when the caller has left the transaction, which has committed. */
  handlers: readonly (() => unknown)[] = [];

  override createFork(em: EntityManager, options: TransactionOptions): EntityManager {
    // The whole transaction ends when the signal is aborted; its statements need not look at it one by one.
    const { signal: _, ...others } = options;
    const fork = () => super.createFork(em, { ...others, clear: true });
    return options.clear ? fork() : shareState(em, fork);
  }

  override async executeWithoutTransaction<T>(
    em: EntityManager,
    body: TransactionBody<T>,
    options: TransactionOptions,
  ): Promise<T> {
    const independent = em.isInTransaction();
    let shared: UnitTransaction | undefined;
    try {
      return await super.executeWithoutTransaction(
        em,
        fork => {
          if (stateOf(fork) === stateOf(em))
            shared = new UnitTransaction(fork, em, { independent, undoable: false });
          return body(fork);
        },
        options,
      );
    } finally {
      shared?.committed();
    }
  }

  override async processTransaction<T>(
    em: EntityManager,
    fork: EntityManager,
    body: TransactionBody<T>,
    options: TransactionOptions,
  ): Promise<T> {
    await requireHonoured(em, options);
    const shares = stateOf(fork) === stateOf(em);
    const independent = shares && levelOf(em) !== undefined && !options.ctx;
    const transaction = new UnitTransaction(fork, shares ? em : fork, {
      independent,
      apart: options.apart === true,
    });
    if (!shares) this.#noteDeleted(fork);
    let result: T;
    try {
      result = await this.#inTransaction(fork, body, options, new CommitEvents(fork, transaction.level));
    } catch (error) {
      transaction.rolledBack();
      throw error;
    }
    this.handlers = transaction.committed();
    if (!shares && this.shouldPropagateToUpperContext(em)) this.#propagate(fork, em);
    return result;
  }

  #inTransaction<T>(
    fork: EntityManager,
    body: TransactionBody<T>,
    options: TransactionOptions,
    eventBroadcaster: CommitEvents,
  ): Promise<T> {
    const sessionContext = fork.getTransactionSessionContext();
    const work = async (trx: object): Promise<T> => {
      fork.setTransactionContext(trx);
      // What runs alone is stored when it ends, and an abort would not know.
      if (options.alone && !options.signal) mayRunAlone(fork);
      noteContext(trx, fork, eventBroadcaster.level);
      await restrict(fork, options);
      return untilAborted(options.signal, async () => {
        const answer = await body(fork);
        await fork.flush();
        return answer;
      });
    };
    const begin = { sessionContext, ...options, eventBroadcaster } as never;
    return TransactionContext.create(fork, () => fork.getConnection().transactional(work, begin));
  }

  /** What a unit of its own, which starts clear, has deleted, the unit around it has no more. */
  #noteDeleted(fork: EntityManager): void {
    fork.getEventManager().registerSubscriber({
      afterFlush: ({ uow }: FlushEventArgs) => {
        for (const { entity, type } of uow.getChangeSets())
          if (type.startsWith('delete')) this.#deleted.add(entity);
      },
    });
  }

  #propagate(fork: EntityManager, em: EntityManager): void {
    for (const object of this.#deleted) {
      const own = rowOwner(em, object);
      if (own) recordGone(em, own);
      em.getUnitOfWork(false).unsetIdentity(object);
    }
    this.mergeEntitiesToParent(fork, em);
  }
}
