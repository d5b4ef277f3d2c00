import { AsyncLocalStorage } from 'node:async_hooks';
import { type EntityManager } from '@mikro-orm/postgresql';
import { type Level, levelOf } from './level.ts';
import { stateOf, type UnitState } from './unit-state.ts';

/** One `em.transactional` that is running, and the fork that it runs on. */
interface Running {
  readonly parent: EntityManager;
  readonly around: Running | undefined;
  fork: EntityManager | undefined;
}

const transactions = new AsyncLocalStorage<Running>();

/**
 * The manager that works for `em` here: inside a transaction of `em`, the fork that the transaction runs on.
 * Objects know the manager that loaded them; by this what they load is read by the transaction that asks.
 */
export function transactionForkOf<EM extends EntityManager>(em: EM): EM {
  const running = transactions.getStore();
  return running ? (innermost(em, running) as EM) : em;
}

function innermost(em: EntityManager, { parent, around, fork }: Running): EntityManager {
  const outer = around ? innermost(em, around) : em;
  return fork && outer === parent ? fork : outer;
}

/** The level of the unit in which the caller runs. */
export function levelHere(state: UnitState): Level | undefined {
  for (let at = transactions.getStore(); at; at = at.around)
    if (at.fork && stateOf(at.fork) === state) return levelOf(at.fork);
  return state.begun;
}

/** Runs `transactional`, whose callback is to be wrapped by `enter`, so that `parent` is worked for by the fork of the transaction. */
export async function inTransactionFork<T>(
  parent: EntityManager,
  transactional: (enter: <R>(fork: EntityManager, body: () => R) => R) => Promise<T>,
): Promise<T> {
  const running: Running = { parent, around: transactions.getStore(), fork: undefined };
  try {
    return await transactions.run(running, () =>
      transactional((fork, body) => {
        // A fork that starts clear has objects of its own, and one without a transaction has nothing to share.
        if (stateOf(fork) === stateOf(parent) && fork.isInTransaction()) running.fork = fork;
        return body();
      }),
    );
  } finally {
    running.fork = undefined;
  }
}

/** Runs `work`, which is about a manager itself and not about the fork that works for it. */
export function onManagerItself<T>(work: () => T): T {
  return transactions.exit(work);
}
