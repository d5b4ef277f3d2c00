import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { authorsIn, email } from './authors.ts';
import { Author, Car, Cat, Dog, Pet, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const { author, sentBy, stored } = authorsIn(db);

describe('the object', () => {
  test('is the loaded one, whatever key was used', async () => {
    const { email, id } = await author();
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);

    expect(await em.upsert(Author, { email, age: 1 })).toBe(loaded);
    expect(await em.upsert(Author, { id, email, age: 2 })).toBe(loaded);
    expect(loaded).toMatchObject({ age: 2, version: 3 });
  });

  test('keeps its edits: they are stored first', async () => {
    const { email, id } = await author({ name: 'Ada' });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    loaded.name = 'mine';

    const upserted = await em.upsert(Author, { email, age: 50 });

    expect(upserted).toBe(loaded);
    expect(loaded).toMatchObject({ name: 'mine', age: 50, version: 3 });
    expect(await stored('author', `id = ${id}`)).toMatchObject({ name: 'mine', age: 50, version: 3 });
  });

  test('is the given instance when the row is not loaded', async () => {
    const { email, id } = await author({ age: 20 });
    const em = db.unit();
    const mine = em.create(Author, { email, age: 21 });

    const upserted = await em.upsert(mine);

    expect(upserted).toBe(mine);
    expect(mine).toMatchObject({ id, age: 21, version: 2 });
    expect(await em.findOne(Author, id)).toBe(mine);
    mine.age = 22;
    await em.flush();
    expect(await stored('author', `id = ${id}`)).toMatchObject({ age: 22, version: 3 });
  });

  test('is the loaded one when an instance is given for a row that is loaded', async () => {
    const { email, id } = await author({ age: 20 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    const mine = em.create(Author, { email, age: 21 });

    const upserted = await em.upsert(mine);

    expect(upserted).toBe(loaded);
    expect(loaded).toMatchObject({ age: 21, version: 2 });
    await em.flush();
    expect(await db.rows('select id from author where email = $1', [email])).toHaveLength(1);
  });

  test('is written as it is when a loaded one is given', async () => {
    const { id } = await author({ age: 20, name: 'Ada' });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    loaded.age = 21;

    expect(await em.upsert(loaded)).toBe(loaded);

    expect(loaded).toMatchObject({ age: 21, name: 'Ada', version: 2 });
    expect(await sentBy(() => em.flush())).toBe(0);
  });

  test('is of the class that its row says', async () => {
    const em = db.unit();

    const cat = await em.upsert(Cat, { chip: 'c1', lives: 3 });
    const same = await em.upsert(Cat, { chip: 'c1', lives: 2 });
    const dog = await em.upsert(Dog, { chip: 'd1', trick: 'sit' });

    expect(same).toBe(cat);
    expect(cat).toMatchObject({ lives: 2, version: 2, kind: 'cat' });
    expect(dog).toBeInstanceOf(Dog);
    expect(await db.unit().findOne(Pet, { chip: 'd1' })).toBeInstanceOf(Dog);
  });

  test('may have its columns in two tables', async () => {
    const em = db.unit();

    const car = await em.upsert(Car, { plate: 'AB', doors: 3 });
    const same = await em.upsert(Car, { plate: 'AB', doors: 5 });

    expect(same).toBe(car);
    expect(car).toMatchObject({ doors: 5, version: 2 });
    expect(await db.unit().findOneOrFail(Car, car.id)).toMatchObject({ doors: 5, version: 2, plate: 'AB' });
  });
});

describe('inside a transaction', () => {
  test('the rows are those of the transaction', async () => {
    const key = email();
    await db.unit().transactional(async (em: EntityManager) => {
      await em.upsert(Author, { email: key, age: 1 });
      await em.upsert(Author, { email: key, age: 2 });
    });
    expect(await stored('author', `email = '${key}'`)).toMatchObject({ age: 2, version: 2 });
  });

  test('a rollback takes them back', async () => {
    const key = email();
    await expect(
      db.unit().transactional(async (em: EntityManager) => {
        await em.upsert(Author, { email: key, age: 1 });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await stored('author', `email = '${key}'`)).toBeUndefined();
  });
});
