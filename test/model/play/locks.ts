import { expect } from 'vitest';
import { ConflictError, LockMode } from '../../../src/index.ts';
import { allFields } from '../law/row.ts';
import type { UnitObject } from '../law/unit-object.ts';
import { type Game, StepFailed } from './game.ts';
import type { Step } from './step.ts';
import { inTransaction } from './transactions.ts';

type StepOf<D extends Step['do']> = Step & { readonly do: D };

/** Locks rows in a transaction of its own, or a savepoint, edits the first of the objects and commits. */
export async function lock(game: Game, { kind, id, others, changes }: StepOf<'lock'>): Promise<void> {
  const first = game.usable(kind, id);
  if (!first || first.isNew) return;
  const more = others.flatMap(other => game.usable(kind, other) ?? []).filter(object => !object.isNew);
  const objects = [...new Set([first, ...more])];
  await inTransaction(game, 'transactional', async () => {
    const before = game.watch.flushes;
    const real = objects.map(object => game.real(object));
    const refused: unknown = await game.em.lock(real, LockMode.PESSIMISTIC_WRITE).catch(error => error);
    if (game.watch.flushes > before) throw new Error('The model does not know locks that flush.');
    game.holdsLocks = true;
    if (!takesLocks(game, objects, refused)) throw new StepFailed();
    game.write(first, changes);
  });
}

/** What was locked was read; it is refused when an edit is not of it. */
function takesLocks(game: Game, objects: readonly UnitObject[], refused: unknown): boolean {
  const missed = objects.filter(object => {
    const row = game.stored.get(object.kind, object.id);
    if (row) object.read({ row, fields: allFields });
    return !row || object.theirs !== undefined;
  });
  const conflicts = refused instanceof ConflictError ? refused.conflicts.map(({ entity }) => entity) : [];
  expect(refused === undefined || refused instanceof ConflictError, String(refused)).toBe(true);
  expect(new Set(conflicts), 'the objects whose lock is refused').toEqual(
    new Set(missed.map(object => game.real(object))),
  );
  return missed.length === 0;
}
