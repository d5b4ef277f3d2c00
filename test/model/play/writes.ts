import { expect } from 'vitest';
import { UniqueConstraintViolationException } from '../../../src/index.ts';
import { type Paper } from '../entities.ts';
import { allFields, type Fields, type Row } from '../law/row.ts';
import { UnitObject } from '../law/unit-object.ts';
import type { Game } from './game.ts';
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
  game.unit.level?.touch(object);
  game.real(object).tags.words.push(word);
  object.mine.tags.words.push(word);
}

export function assignVersion(game: Game, { kind, id, version }: StepOf<'assign the version'>): void {
  const object = game.usable(kind, id);
  if (!object || object.isNew) return;
  game.unit.level?.touch(object);
  Object.assign(game.real(object), { version });
  object.shownVersion = version;
}

export function create(game: Game, { kind, id, fields }: StepOf<'create'>): void {
  const held = game.usable(kind, id);
  const real: Paper = game.em.create(typeOf(kind), { id, ...structuredClone(fields) } as never);
  if (held) game.isSame(real, held);
  const object = held ?? new UnitObject({ kind, id });
  game.unit.level?.touch(object);
  if (!held) game.add(object, real);
  for (const name of allFields) object.set(name, fields[name]);
}

export function remove(game: Game, { kind, id }: StepOf<'remove'>): void {
  const object = game.usable(kind, id);
  if (!object || game.unit.hasReplaced(object)) return;
  game.unit.level?.touch(object);
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
  if (error && game.hasFailedToFlush(error, flushes)) return game.endTransaction();
  game.hasFlushed(flushes);

  const before = game.stored.get(kind, id);
  const next = before
    ? changed(game, before, given)
    : game.stored.with(inserted({ kind, id, fields, without }));
  if (next.clashes) {
    expect(error).toBeInstanceOf(UniqueConstraintViolationException);
    return game.endTransaction();
  }
  if (error) throw error;
  game.stored = next;
  game.holdsLocks = true;
  game.sees(watched.value as Paper, { row: next.get(kind, id)!, fields: allFields });
  const object = game.unit.get(kind, id)!;
  if (game.unit.level?.has(object) === false) game.unit.level.written.add(object);
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
