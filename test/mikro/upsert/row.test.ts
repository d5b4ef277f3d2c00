import { describe, expect, test } from 'vitest';
import { KeylessUpsertError } from '../../../src/errors/upsert-errors.ts';
import { raw, ref } from '../../../src/index.ts';
import { authorsIn, email } from './authors.ts';
import { Author, Book, Pass, Score, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const { author, sentBy, stored } = authorsIn(db);

describe('the row', () => {
  test('is inserted with one statement when there is none', async () => {
    const em = db.unit();
    let created!: Author;

    const sent = await sentBy(async () => (created = await em.upsert(Author, { email: 'new@x', age: 33 })));

    expect(sent).toBe(1);
    expect(created).toMatchObject({
      id: expect.any(Number),
      version: 1,
      age: 33,
      name: null,
      shout: 'NEW@X',
    });
    expect(await em.findOne(Author, { email: 'new@x' })).toBe(created);
  });

  test('is updated with one statement when there is one', async () => {
    const { email, id } = await author({ name: 'Ada', age: 30 });
    const em = db.unit();
    let updated!: Author;

    const sent = await sentBy(async () => (updated = await em.upsert(Author, { email, age: 31 })));

    expect(sent).toBe(1);
    expect(updated).toMatchObject({ id, name: 'Ada', age: 31, version: 2 });
    expect(await stored('author', `id = ${id}`)).toMatchObject({ name: 'Ada', age: 31, version: 2 });
  });

  test('is not written when it is that already', async () => {
    const { email, id } = await author({ age: 30, fee: 1050, tags: { a: 1 }, raw: { b: [1] } });
    const before = await stored('author', `id = ${id}`);

    const found = await db
      .unit()
      .upsert(Author, { email, age: 30, fee: 1050, tags: { a: 1 }, raw: { b: [1] } });

    expect(found).toMatchObject({ id, version: 1 });
    expect(await stored('author', `id = ${id}`)).toEqual(before);
  });

  test('keeps what only a new row gets from onCreate', async () => {
    const { email, id } = await author({ createdAt: new Date('2000-01-01') });

    const updated = await db.unit().upsert(Author, { email, age: 77 });

    expect(updated.createdAt).toEqual(new Date('2000-01-01'));
    expect(await stored('author', `id = ${id}`)).toMatchObject({ created_at: new Date('2000-01-01') });
  });

  test('is not read again by a flush, nor written', async () => {
    const { email } = await author();
    const em = db.unit();
    await em.upsert(Author, {
      email,
      age: 78,
      tags: { a: 1 },
      address: { city: 'London' },
      home: { city: 'Paris' },
      fee: 5,
    });

    expect(await sentBy(() => em.flush())).toBe(0);
  });

  test('has custom types, embeddables, JSON and lazy columns like any row that is read', async () => {
    const em = db.unit();
    const data = {
      email: email(),
      fee: 1234,
      tags: ['x', { y: 1 }],
      raw: { z: null },
      address: { city: 'London', street: 'Strand' },
      home: { city: 'Paris' },
      biography: 'long',
    };

    const created = await em.upsert(Author, data);

    expect(created).toMatchObject(data);
    const read = await db.unit().findOneOrFail(Author, { email: data.email }, { populate: ['biography'] });
    expect(read).toMatchObject(data);
    expect(await stored('author', `id = ${created.id}`)).toMatchObject({ fee: '12.34' });
  });

  test('is found by another unique key, without a change of its primary key', async () => {
    const { email, id } = await author();

    const found = await db
      .unit()
      .upsert(Author, { id: id + 1000, email, age: 5 }, { onConflictFields: ['email'] });

    expect(found).toMatchObject({ id, age: 5 });
  });

  test('is found by a composite unique key with a relation, given as object or key', async () => {
    const writer = await author();
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, writer.id);

    const book = await em.upsert(Book, { author: loaded, title: 'One', pages: 1 });
    const same = await em.upsert(Book, { author: writer.id, title: 'One', pages: 2 });

    expect(same).toBe(book);
    expect(same).toMatchObject({ pages: 2, author: ref(loaded) });
    expect(book.author.unwrap()).toBe(loaded);
  });

  test('is found by a composite primary key', async () => {
    const writer = await author();
    const em = db.unit();

    const score = await em.upsert(Score, { author: writer.id, round: 1, points: 3 });
    const same = await em.upsert(Score, { author: writer.id, round: 1, points: 4 });

    expect(same).toBe(score);
    expect(score.points).toBe(4);
  });

  test('is found by a partial unique index, with its predicate', async () => {
    const em = db.unit();
    const pass = await em.upsert(Pass, { token: 'secret', uses: 1 });

    const same = await em.upsert(Pass, { token: 'secret', uses: 2 });
    const ignored = await em.upsert(Pass, { token: 'secret', uses: 3 }, { onConflictAction: 'ignore' });

    expect(same).toBe(pass);
    expect(ignored).toBe(pass);
    expect(pass.uses).toBe(2);
  });

  test('is found by SQL of the application, also when it is ignored', async () => {
    const em = db.unit();
    const target = raw('("token") where ("revoked" = false)');
    const pass = await em.upsert(Pass, { token: 'raw', uses: 1 }, { onConflictFields: target });

    const ignored = await em.upsert(
      Pass,
      { token: 'raw', uses: 3 },
      { onConflictFields: target, onConflictAction: 'ignore' },
    );

    expect(ignored).toBe(pass);
    expect(ignored.uses).toBe(1);
  });

  test('cannot be named by data without any of its keys', async () => {
    const em = db.unit();
    let failure: unknown;

    const sent = await sentBy(async () => {
      failure = await em.upsert(Author, { name: 'Nobody' } as never).catch((error: unknown) => error);
    });

    expect(sent).toBe(0);
    expect(failure).toBeInstanceOf(KeylessUpsertError);
    expect(failure).toMatchObject({ entity: 'Author', keys: [['id'], ['email']] });
  });
});
