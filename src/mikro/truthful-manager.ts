import { EntityManager as MikroEntityManager } from '@mikro-orm/postgresql';
import { insertManyInStep, updateInStep, writeInStep } from './bulk/write-in-step.ts';
import { untilLastFlush } from './flush/flush-transaction.ts';
import { countedInsert } from './changes/counted-insert.ts';
import { detachAll } from './identity/detach-all.ts';
import { mergeIntoUnit } from './identity/merge-into-unit.ts';
import { shareQuery } from './identity/share-query.ts';
import { adoptParts } from './parts/adopt-parts.ts';
import { lockInKeyOrder } from './lock/lock-in-key-order.ts';
import { lockObjects } from './lock/lock-objects.ts';
import { requireTransactionFor } from './lock/require-transaction.ts';
import { truthfulQueryBuilder } from './query/truthful-query-builder.ts';
import { flushBeforeQuery } from './reads/flush-before-query.ts';
import { leaveWhenGone } from './reads/leave-when-gone.ts';
import { mapRow } from './reads/map-row.ts';
import { refreshObject } from './reads/refresh-object.ts';
import { runQuery } from './reads/run-query.ts';
import { settle } from './reads/settle.ts';
import { streamObjects } from './reads/stream-objects.ts';
import { chooseFlushMode } from './state/flush-mode.ts';
import { inTransactionFork, onManagerItself, transactionForkOf } from './state/transaction-fork.ts';
import { shareState } from './state/unit-state.ts';
import { afterFlush } from './transaction/after-commit.ts';
import {
  beginTransaction,
  commitTransaction,
  isBegun,
  rollbackTransaction,
  takeRefused,
} from './transaction/begun.ts';
import { runAfterCommit } from './transaction/commit-events.ts';
import { disablesTransactions, noteForked } from './transaction/disables-transactions.ts';
import { Transactions } from './transaction/transactions.ts';
import { upsert, upsertMany } from './upsert/upsert.ts';

// The signatures are MikroORM's, dozens of lines each and none of our business: they go through as they come.
type Args = any[];
type Any = any;

/** MikroORM's manager with each method going through the file that makes it tell the truth. */
class TruthfulManager extends MikroEntityManager {
  #ready = false;

  constructor(...args: Args) {
    super(...(args as ConstructorParameters<typeof MikroEntityManager>));
    adoptParts(this);
    this.#ready = true;
  }

  override getContext(validate = true): this {
    // While it is being made a manager works on its own parts, not on those of the unit around it.
    return #ready in this && this.#ready ? transactionForkOf(super.getContext(validate) as this) : this;
  }

  override fork(options: Any = {}): Any {
    const fork = () => super.fork(options);
    const forked = options.clear === false ? shareState(this.getContext(false), fork) : fork();
    noteForked(this, forked, options);
    return forked;
  }

  override async transactional(...[body, options]: Args): Promise<Any> {
    const em = this.getContext(false);
    if (disablesTransactions(em)) return super.transactional(body, options);
    const transactions = new Transactions(em);
    const result: Any = await inTransactionFork<Any>(em, enter =>
      transactions.handle(fork => enter(fork, () => untilLastFlush(em as Any, fork, body)), {
        ...options,
      }),
    );
    await runAfterCommit(transactions.handlers);
    return result;
  }

  override async begin(options?: Any): Promise<void> {
    const em = this.getContext(false);
    await (disablesTransactions(em) ? super.begin(options) : beginTransaction(em, options));
  }

  override async commit(): Promise<void> {
    const em = this.getContext(false);
    await (isBegun(em) ? commitTransaction(em) : super.commit());
  }

  override async rollback(): Promise<void> {
    const em = this.getContext(false);
    if (takeRefused(em)) return;
    await (isBegun(em) ? rollbackTransaction(em) : super.rollback());
  }

  // MikroORM calls these to suspend and resume the transaction around one that is independent of it.
  override setTransactionContext(ctx: Any): void {
    onManagerItself(() => super.setTransactionContext(ctx));
  }

  override resetTransactionContext(): void {
    onManagerItself(() => super.resetTransactionContext());
  }

  override setFlushMode(mode?: Any): void {
    chooseFlushMode(this.getContext(false), mode);
    super.setFlushMode(mode);
  }

  override async flush(): Promise<void> {
    await super.flush();
    await afterFlush(this.getContext(false));
  }

  override async tryFlush(...[entityName, options]: Args): Promise<void> {
    const em = this.getContext();
    requireTransactionFor(em, options.lockMode, options.ctx);
    await flushBeforeQuery(em, options, () => super.tryFlush(entityName, options));
  }

  override async preparePopulate(...[entityName, options, validate]: Args): Promise<Any> {
    await flushBeforeQuery(this.getContext(), options);
    return (super.preparePopulate as Any)(entityName, options, validate);
  }

  override find(...[type, where, options]: Args): Any {
    const ordered = lockInKeyOrder(this, type, options);
    const find = () => (super.find as Any)(type, where, ordered);
    return settle(this, () => runQuery(this.getContext(false), ordered, find));
  }

  override findOne(...args: Args): Any {
    const em = this.getContext();
    const findOne = () => shareQuery(em, args, (...found: Args) => (super.findOne as Any)(...found));
    return settle(this, () => runQuery(em, args[2], () => leaveWhenGone(em, args, findOne)));
  }

  override populate(...args: Args): Any {
    return settle(this, () => (super.populate as Any)(...args));
  }

  override stream(...args: Args): Any {
    return streamObjects(this.getContext(), args as Any);
  }

  override refresh(...[entity, options]: Args): Any {
    return settle(this, () => refreshObject(this.getContext(), entity, options));
  }

  override map(...[entityName, row, options]: Args): Any {
    return mapRow(this.getContext(), entityName, row, options);
  }

  override merge(...args: Args): Any {
    return mergeIntoUnit(this, args, () => (super.merge as Any)(...args));
  }

  override insert(...args: Args): Any {
    return countedInsert(this.getContext(false), args, () => (super.insert as Any)(...args));
  }

  override upsert(...args: Args): Any {
    return upsert(this.getContext(false), args as Any);
  }

  override upsertMany(...args: Args): Any {
    return upsertMany(this.getContext(false), args as Any);
  }

  override nativeUpdate(...[type, where, data, options]: Args): Any {
    const em = this.getContext(false);
    const update = (own: Any) => (super.nativeUpdate as Any)(type, where, data, own);
    return updateInStep(em, [type, where, data, options], update);
  }

  override nativeDelete(...[type, where, options]: Args): Any {
    const em = this.getContext(false);
    return writeInStep(em, options, own => (super.nativeDelete as Any)(type, where, own));
  }

  override insertMany(...[type, data, options]: Args): Any {
    const em = this.getContext(false);
    const insert = (own: Any) => (super.insertMany as Any)(type, data, own);
    return insertManyInStep(em, [type, data, options], insert);
  }

  override async execute(...args: Args): Promise<Any> {
    const em = this.getContext(false);
    await flushBeforeQuery(em, {});
    return (super.execute as Any)(...args);
  }

  override async lock(...[given, mode, options]: Args): Promise<void> {
    await lockObjects(this.getContext(), given, mode, options);
  }

  override createQueryBuilder(...args: Args): Any {
    return truthfulQueryBuilder((super.createQueryBuilder as Any)(...args));
  }

  override clear(): void {
    detachAll(this.getContext());
    super.clear();
  }
}

/** See TruthfulManager; typed as the class it takes the place of. */
export const ManagerBase = TruthfulManager as unknown as typeof MikroEntityManager;
