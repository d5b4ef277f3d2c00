import {
  type EntityManager,
  EventType,
  type Transaction,
  TransactionEventBroadcaster,
} from '@mikro-orm/postgresql';
import { type Level } from '../state/level.ts';

type Event = Parameters<TransactionEventBroadcaster['dispatchEvent']>[0];

/** MikroORM's broadcaster, by which listeners hear of a commit when all is committed, savepoints included, and cannot undo it. */
export class CommitEvents extends TransactionEventBroadcaster {
  constructor(
    em: EntityManager,
    readonly level: Level,
  ) {
    super(em);
  }

  override async dispatchEvent(event: Event, transaction?: Transaction): Promise<void> {
    const dispatch = () => super.dispatchEvent(event, transaction);
    if (event === EventType.afterTransactionCommit) this.level.afterCommit.push(dispatch);
    else await dispatch();
  }
}

/** Runs what waited for the commit, in order. What fails is told as a warning of the process: the commit stands, and so do the others. */
export async function runAfterCommit(handlers: readonly (() => unknown)[]): Promise<void> {
  for (const handler of handlers) {
    try {
      await handler();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
