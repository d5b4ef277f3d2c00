import {
  ChangeSetType,
  type EntityManager,
  EventType,
  type Transaction,
  TransactionEventBroadcaster,
} from '@mikro-orm/postgresql';
import { storesForeignSql } from '../computed/bind-changes.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';
import { runAlone } from '../wire/run-alone.ts';
import { rideAlong } from '../wire/ride-along.ts';
import { type FlushRun } from './flush-run.ts';
import { managerOptions } from './manager-options.ts';

/** A flush found rows that are not as they were loaded; what it wrote must go. */
class RowsMissed extends Error {}

/**
 * Runs the statements of a flush so that they are undone together, and nothing else: in a transaction of their own, in a
 * savepoint of the transaction around, or directly when nobody could go on after a failure.
 */
export async function inFlushTransaction(uow: UnitOfWork, run: FlushRun): Promise<void> {
  const { em } = uow;
  const groups = uow.getChangeSetGroups();
  const statements = async (transaction?: Transaction) => {
    await uow.persistToDatabase(groups, transaction);
    if (run.missed.length > 0) throw new RowsMissed();
  };
  const around = em.getTransactionContext();
  if (around && closing.has(em) && !replacesRows(uow)) {
    const runs = () => statements(around);
    return alone.has(em) && isOneStatement(uow) ? runAlone(runs) : runs();
  }
  if (!around && !em.config.get('implicitTransactions')) return statements();

  const rides = around && !storesForeignSql(uow.getChangeSets());
  const inSavepoint = (work: () => Promise<void>) => (rides ? rideAlong(work) : work());
  await inSavepoint(() =>
    em.getConnection('write').transactional(statements, {
      ctx: around,
      sessionContext: around ? undefined : em.getTransactionSessionContext(),
      eventBroadcaster: around ? undefined : new TransactionEventBroadcaster(em),
      ...managerOptions(em),
    } as never),
  );
}

/** A conflict would take a row that the flush itself has put in the place of another one for somebody else's. */
function replacesRows(uow: UnitOfWork): boolean {
  return uow.getChangeSets().some(({ type }) => type === ChangeSetType.DELETE_EARLY);
}

const closing = new WeakSet<EntityManager>();
const alone = new WeakSet<EntityManager>();

/** Lets the last flush of the transaction of `fork`, if it is one statement and the only one, do without BEGIN and COMMIT. */
export function mayRunAlone(fork: EntityManager): void {
  alone.add(fork);
}

/** Nor may anybody be called between the statement and the commit, whose failure would have to undo it. */
function isOneStatement(uow: UnitOfWork): boolean {
  const [changeSet, ...others] = uow.getChangeSets();
  if (!changeSet || others.length + uow.getCollectionUpdates().length + uow.getExtraUpdates().size > 0)
    return false;
  const { meta } = changeSet;
  const events = uow.em.getEventManager();
  return meta.inheritanceType !== 'tpt' && !afterwards.some(event => events.hasListeners(event, meta));
}

const afterwards = [
  EventType.afterCreate,
  EventType.afterUpdate,
  EventType.afterDelete,
  EventType.afterFlush,
  EventType.beforeTransactionCommit,
];

/**
 * Runs the body of a transaction of `fork`. The flush that follows it is the last thing in the transaction: when that
 * fails the transaction is rolled back, so it needs no savepoint.
 */
export async function untilLastFlush<EM extends EntityManager, T>(
  em: EM,
  fork: EM,
  body: (em: EM) => Promise<T>,
): Promise<T> {
  const result = await body(fork);
  // Some propagations call the body on the manager itself, and leave its transaction open.
  if (fork !== em) closing.add(fork);
  return result;
}
