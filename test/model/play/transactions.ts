import { expect } from 'vitest';
import type { EntityManager } from '../../../src/index.ts';
import { type Game, StepFailed } from './game.ts';
import { asked, hasSelected } from './reads.ts';
import type { Read, Transaction } from './step.ts';

/** How the application opens a transaction, and a savepoint inside one. */
export type By = 'transactional' | 'begin';

/** Runs `body` in a transaction, on both sides. A body that fails as it had to, or a flush after it that does, rolls it back. */
export async function inTransaction(game: Game, by: By, body: () => Promise<void>): Promise<void> {
  const { em: outer, holdsLocks } = game;
  let flushes = -1;
  game.unit.begin(game.stored);
  const enter = async (em: EntityManager) => {
    game.em = em;
    await body();
    flushes = game.watch.flushes;
  };
  let failure: Error | undefined;
  try {
    await (by === 'begin' ? begun(outer, enter) : outer.transactional(em => enter(em)));
  } catch (error) {
    failure = error as Error;
  }
  game.em = outer;
  const closing = flushes < 0 ? 0 : game.watch.flushes - flushes;
  if (!failure) game.hasFlushed(closing);
  else if (!(failure instanceof StepFailed) && !(flushes >= 0 && game.hasFailedToFlush(failure, closing)))
    throw failure;
  if (failure) game.stored = game.unit.rollBack();
  else game.unit.commit();
  game.holdsLocks = game.unit.level ? game.holdsLocks : holdsLocks;
}

async function begun(em: EntityManager, body: (em: EntityManager) => Promise<void>): Promise<void> {
  await em.begin();
  try {
    await body(em);
    await em.commit();
  } catch (error) {
    await em.rollback();
    throw error;
  }
}

/** A transaction of steps. What fails in it may be caught outside of it, or go on to the transaction around. */
export async function transaction(
  game: Game,
  { by, steps, rolledBack, rethrown }: Transaction,
  perform: (game: Game, step: Transaction['steps'][number]) => Promise<void>,
): Promise<void> {
  let failed = false;
  await inTransaction(game, by, async () => {
    failed = true;
    for (const step of steps) {
      await (isRead(step) ? readInside(game, step) : perform(game, step));
      await game.compare();
    }
    if (rolledBack) throw new StepFailed();
    failed = false;
  });
  if (failed && rethrown && game.unit.level) throw new StepFailed();
}

function isRead(step: { readonly do: string }): step is Read {
  return ['read many', 'read one', 'look up'].includes(step.do);
}

/** R4: in a transaction no query disagrees with memory. */
async function readInside(game: Game, step: Read): Promise<void> {
  const question = asked(game, step);
  if (!question) return;
  const hadPlans = game.unit.hasPlans;
  const ended = await game.run(() => question.ask(game.em));
  if (!ended) return;
  const { value, flushes, statements } = ended;
  const queried = hasSelected(statements);
  // A refresh is about one row, whose object keeps its edits.
  const asksRows = !(step.do === 'read one' && step.path.startsWith('em.refresh'));
  if (queried && hadPlans && asksRows)
    expect(flushes, 'a query in a transaction flushes first').toBeGreaterThan(0);
  question.answers(value, queried);
}
