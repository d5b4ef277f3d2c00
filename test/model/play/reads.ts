import { expect } from 'vitest';
import type { EntityManager } from '../../../src/index.ts';
import type { Paper } from '../entities.ts';
import { allFields, type Field, type Row } from '../law/row.ts';
import type { UnitObject } from '../law/unit-object.ts';
import type { Game } from './game.ts';
import { manyPath, onePaths, typeOf } from './read-paths.ts';
import type { LookUp, Read, ReadMany, ReadOne } from './step.ts';

/** A read that a manager is asked for, and what the laws say of its answer once the flushes before it are known. */
interface Asked<T> {
  ask(em: EntityManager): Promise<T>;
  /** `queried`: whether anything was selected, where that is left to the unit. */
  answers(value: T, queried: boolean): void;
}

/** The read of a step, or undefined when it makes no sense now. */
export function asked(game: Game, step: Read): Asked<unknown> | undefined {
  if (step.do === 'read many') return readMany(game, step);
  return step.do === 'read one' ? readOne(game, step) : lookUp(game, step);
}

/** Reads outside a transaction. */
export async function read(game: Game, step: Read): Promise<void> {
  const question = asked(game, step);
  const ended = question && (await game.run(() => question.ask(game.em)));
  if (ended) question.answers(ended.value, hasSelected(ended.statements));
}

export function hasSelected(statements: readonly string[]): boolean {
  return statements.some(sql => sql.startsWith('select'));
}

function readMany(game: Game, step: ReadMany): Asked<Paper[]> {
  const path = manyPath(step.path);
  return {
    ask: em => path.read(em, step, game.other),
    answers(objects) {
      const rows = path.finds?.(game.stored, step) ?? game.stored.ofKind(step.kind);
      expect(objects.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      for (const [index, row] of rows.entries())
        game.sees(objects[index], {
          row,
          fields: path.partial ? step.fields : allFields,
        });
    },
  } as Asked<Paper[]>;
}

function readOne(game: Game, step: ReadOne): Asked<Paper | null | void> | undefined {
  const { kind, id, path } = step;
  if (!('ofObject' in onePaths[path])) return findOne(game, step);
  const object = game.usable(kind, id);
  if (!object || object.isNew) return undefined;
  const real = game.real(object);
  if (path === 'em.populate') return populate(game, object);
  const options = path === 'em.refresh, theirs' ? { discardEdits: true } : {};
  return {
    ask: em => em.refresh(real, options as never),
    answers: found => refreshed(game, object, { found, theirs: path === 'em.refresh, theirs' }),
  };
}

function refreshed(
  game: Game,
  object: UnitObject,
  { found, theirs }: { found: unknown; theirs: boolean },
): void {
  const row = game.stored.get(object.kind, object.id);
  if (row) {
    game.isSame(found, object);
    return theirs ? object.takeTheirs(row) : object.read({ row, fields: allFields });
  }
  expect(found, 'the object of a row that is gone').toBeNull();
  if (theirs) game.unit.delete(object);
  else isGone(game, object);
}

/** A refresh did not find the row: an object without edits has nothing left to be; edits stay until a flush refuses them. */
function isGone(game: Game, object: UnitObject): void {
  if (object.keepsBase) object.rowIsGone();
  else game.unit.delete(object);
}

function populate(game: Game, object: UnitObject): Asked<void> {
  const real = game.real(object);
  return {
    ask: async em => void (await em.populate([real], ['shelf'])),
    answers() {
      if (real.shelf) expect(real.shelf.name).toBe(`shelf ${real.shelf.id}`);
    },
  };
}

function findOne(game: Game, { kind, id, path, fields }: ReadOne): Asked<Paper | null> {
  const names = path === 'findOne, fields' ? fields : allFields;
  const options = {
    ...(path === 'findOne, fields' && { fields }),
    ...(path === 'findOne, refresh' && { refresh: true }),
  };
  return {
    ask: em => em.findOne(typeOf(kind), id, options as never) as Promise<Paper | null>,
    answers(found, queried) {
      const known = game.unit.get(kind, id);
      const row = game.stored.get(kind, id);
      if (known?.removed) {
        if (queried && row) known.read({ row, fields: names });
        if (queried && !row && path === 'findOne, refresh') isGone(game, known);
        return expect(found, 'what is to be deleted').toBeNull();
      }
      if (known && !queried) return remembered(game, { found, known, names });
      if (row) return game.sees(found, { row, fields: names });
      expect(found).toBeNull();
      if (known && !known.isNew && path === 'findOne, refresh') isGone(game, known);
    },
  };
}

interface Remembered {
  readonly found: unknown;
  readonly known: UnitObject;
  readonly names: readonly Field[];
}

/** The unit has answered from memory: it must have all that was asked for. */
function remembered(game: Game, { found, known, names }: Remembered): void {
  game.isSame(found, known);
  expect(known.isNew || names.every(name => name in known.mine), 'all that was asked for is loaded').toBe(
    true,
  );
}

/** I4: a lookup by a unique key sees what is in memory. */
function lookUp(game: Game, { kind, code }: LookUp): Asked<Paper | null> | undefined {
  // Which of the rows is read again to complete an object is left to the unit.
  if (game.unit.byCode(kind, code).some(object => !object.isNew && !object.isWhole)) return undefined;
  return {
    ask: em => em.findOne(typeOf(kind), { code }),
    answers(found, queried) {
      const known = game.unit.byCode(kind, code);
      const row = game.stored.byCode(kind, code);
      if (known.length > 0) {
        // Whether a query is sent all the same is left to the unit.
        if (queried && row) game.unit.get(row.kind, row.id)?.read({ row, fields: allFields });
        return expect(
          known.some(object => game.real(object) === found),
          'one with the code in memory',
        ).toBe(true);
      }
      if (!row) return expect(found).toBeNull();
      lookedUp(game, row, found);
    },
  };
}

function lookedUp(game: Game, row: Row, found: Paper | null): void {
  const known = game.unit.get(row.kind, row.id);
  known?.read({ row, fields: allFields });
  if (!known) game.sees(found, { row, fields: allFields });
  else if (known.removed || known.mine.code !== row.fields.code)
    expect(found, 'the object has another code by now').toBeNull();
  else game.isSame(found, known);
}
