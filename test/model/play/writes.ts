import { expect } from 'vitest';
import {
  ConflictError,
  type EntityManager,
  LockMode,
  UniqueConstraintViolationException,
} from '../../../src/index.ts';
import { type Paper } from '../entities.ts';
import { allFields, type Fields, type Row } from '../law/row.ts';
import { UnitObject } from '../law/unit-object.ts';
import type { Game } from './game.ts';
import { asked, hasSelected } from './reads.ts';
import { typeOf } from './read-paths.ts';
import type { Step } from './step.ts';

type StepOf<D extends Step['do']> = Step & { readonly do: D };

export function edit(game: Game, { kind, id, changes }: StepOf<'edit'>): void {
  const object = game.usable(kind, id);
  if (object) game.write(object, changes);
}

export function editBack(game: Game, { kind, id, fields }: StepOf<'edit back'>): void {
  const object = game.usable(kind, id);
  const loaded = fields.filter(name => object?.base && name in object.base);
  if (object) game.write(object, Object.fromEntries(loaded.map(name => [name, object.base![name]])));
}

export function changeTags(game: Game, { kind, id, word }: StepOf<'change the tags in place'>): void {
  const object = game.usable(kind, id);
  if (!object?.mine.tags) return;
  game.real(object).tags.words.push(word);
  object.mine.tags.words.push(word);
}

export function assignVersion(game: Game, { kind, id, version }: StepOf<'assign the version'>): void {
  const object = game.usable(kind, id);
  if (!object || object.isNew) return;
  Object.assign(game.real(object), { version });
  object.shownVersion = version;
}

export function create(game: Game, { kind, id, fields }: StepOf<'create'>): void {
  const held = game.usable(kind, id);
  const real: Paper = game.em.create(typeOf(kind), { id, ...structuredClone(fields) } as never);
  if (held) game.isSame(real, held);
  const object = held ?? new UnitObject({ kind, id });
  if (!held) game.add(object, real);
  for (const name of allFields) object.set(name, fields[name]);
}

export function remove(game: Game, { kind, id }: StepOf<'remove'>): void {
  const object = game.usable(kind, id);
  if (!object || game.unit.hasReplaced(object)) return;
  game.em.remove(game.real(object));
  if (object.isNew) game.unit.delete(object);
  else object.removed = true;
}

export async function flush(game: Game): Promise<void> {
  const { writes, refused } = game.unit.plan(game.stored);
  const ended = await game.run(() => game.em.flush());
  if (ended && !writes && !refused)
    expect(ended.statements, 'V4: nothing to flush, nothing sent').toEqual([]);
}

/** A lookup, an insert or an update in one statement, by whoever comes first. */
export async function upsert(game: Game, { kind, id, fields, without }: StepOf<'upsert'>): Promise<void> {
  // Otherwise it would be unknown which of the two statements met a code that is taken.
  if (game.unit.plan(game.stored).mayViolate) return;
  const given = Object.fromEntries(
    allFields.filter(name => !without.includes(name)).map(name => [name, fields[name]]),
  );
  const watched = await game.watched(() =>
    game.em.upsert(typeOf(kind), { id, ...structuredClone(given) } as never),
  );
  const { error, flushes } = watched;
  if (error && game.hasFailedToFlush(error, flushes)) return;
  game.hasFlushed(flushes);

  const before = game.stored.get(kind, id);
  const next = before
    ? changed(game, before, given)
    : game.stored.with(inserted({ kind, id, fields, without }));
  if (next.clashes) return expect(error).toBeInstanceOf(UniqueConstraintViolationException);
  if (error) throw error;
  game.stored = next;
  game.sees(watched.value as Paper, { row: next.get(kind, id)!, fields: allFields });
}

function changed({ stored }: Game, row: Row, given: Partial<Fields>): Game['stored'] {
  const isSame = allFields.every(
    name => !(name in given) || JSON.stringify(row.fields[name]) === JSON.stringify(given[name]),
  );
  return isSame ? stored : stored.updated(row, given);
}

function inserted({ kind, id, fields, without }: Omit<StepOf<'upsert'>, 'do'>): Row {
  const left = Object.fromEntries(without.map(name => [name, null]));
  return { kind, id, version: kind === 'letter' ? 1 : 0, fields: { ...structuredClone(fields), ...left } };
}

/** Locks rows, edits the first of the objects and commits. */
export async function lock(game: Game, { kind, id, others, changes }: StepOf<'lock'>): Promise<void> {
  const first = game.usable(kind, id);
  if (!first || first.isNew) return;
  const more = others.flatMap(other => game.usable(kind, other) ?? []).filter(object => !object.isNew);
  const objects = [...new Set([first, ...more])];
  let locked = false;
  await game
    .run(async () =>
      game.em.transactional(async em => {
        const before = game.watch.flushes;
        const refused = await em
          .lock(
            objects.map(object => game.real(object)),
            LockMode.PESSIMISTIC_WRITE,
          )
          .catch(error => error);
        if (game.watch.flushes > before) throw new Error('The model does not know locks that flush.');
        locked = takesLocks(game, objects, refused);
        if (locked) game.write(first, changes);
        else throw new LockRefused();
      }),
    )
    .catch(unless(LockRefused));
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

class LockRefused extends Error {}
class RolledBack extends Error {}

function unless(expected: new () => Error): (error: unknown) => void {
  return error => {
    if (!(error instanceof expected)) throw error;
  };
}

/** R4: in a transaction no query disagrees with memory. */
export async function transaction(game: Game, { reads, rolledBack }: StepOf<'transaction'>): Promise<void> {
  if (rolledBack && game.unit.hasPlans) return;
  await game
    .run(() =>
      game.em.transactional(async em => {
        for (const step of reads) await readInside(game, em, step);
        if (rolledBack) throw new RolledBack();
      }),
    )
    .catch(unless(RolledBack));
}

async function readInside(
  game: Game,
  em: EntityManager,
  step: StepOf<'transaction'>['reads'][number],
): Promise<void> {
  const question = asked(game, step);
  if (!question) return;
  const hadPlans = game.unit.hasPlans;
  const { value, error, flushes, statements } = await game.watched(() => question.ask(em));
  if (error) throw error;
  const queried = hasSelected(statements);
  // A refresh is about one row, whose object keeps its edits.
  const asksRows = !(step.do === 'read one' && step.path.startsWith('em.refresh'));
  if (queried && hadPlans && asksRows)
    expect(flushes, 'a query in a transaction flushes first').toBeGreaterThan(0);
  game.hasFlushed(flushes);
  question.answers(value, queried);
}
