import { describe, expect, test } from 'vitest';
import { ConflictError } from '../../../src/errors/conflict-error.ts';
import { authorsIn } from './authors.ts';
import { Author, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const { author, stored } = authorsIn(db);

describe('the version', () => {
  test('is checked when the data has one: a newer row is a conflict and stays as it is', async () => {
    const { email, id } = await author({ age: 30 });
    await db.rows(`update author set age = 31, version = version + 1 where id = ${id}`);
    const em = db.unit();

    const failure = await em.upsert(Author, { email, age: 5, version: 1 }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConflictError);
    const [conflict] = (failure as ConflictError).conflicts;
    expect(conflict).toMatchObject({ entityName: 'Author', key: id, kind: 'changed' });
    expect(conflict!.fields).toMatchObject({ age: { mine: 5, theirs: 31, clashes: true } });
    expect(await stored('author', `id = ${id}`)).toMatchObject({ age: 31, version: 2 });
  });

  test('of the data lets through what is based on the stored row', async () => {
    const { email, id } = await author({ age: 30 });

    const updated = await db.unit().upsert(Author, { email, age: 5, version: 1 });

    expect(updated).toMatchObject({ id, age: 5, version: 2 });
  });

  test('of a given object is checked', async () => {
    const { id } = await author({ age: 30 });
    const em = db.unit();
    const mine = await em.findOneOrFail(Author, id);
    await db.rows(`update author set age = 31, version = version + 1 where id = ${id}`);
    mine.name = 'mine';

    const failure = await em.upsert(mine).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConflictError);
    expect((failure as ConflictError).getEntity()).toBe(mine);
    expect(mine.name).toBe('mine');
    expect(await stored('author', `id = ${id}`)).toMatchObject({ age: 31, name: null, version: 2 });
  });

  test('that one of many does not have any more keeps all of them from being stored', async () => {
    const [one, other] = [await author({ age: 30 }), await author({ age: 30 })];
    await db.rows(`update author set version = version + 1 where id = ${other.id}`);

    const failure = await db
      .unit()
      .upsertMany(Author, [
        { email: one.email, age: 5, version: 1 },
        { email: other.email, age: 5, version: 1 },
      ])
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConflictError);
    expect(await stored('author', `id = ${one.id}`)).toMatchObject({ age: 30, version: 1 });
  });
});
