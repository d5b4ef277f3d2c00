import { describe, expect, test } from 'vitest';
import { authorsIn, email } from './authors.ts';
import { Author, upsertDatabase } from './tables.ts';

const db = upsertDatabase();
const { author, sentBy, stored } = authorsIn(db);

describe('many', () => {
  test('come back in the order of the data, with one statement', async () => {
    const existing = await author({ age: 50 });
    const [first, last] = [`zz-${email()}`, `aa-${email()}`];
    const em = db.unit();
    let authors: Author[] = [];

    const sent = await sentBy(async () => {
      authors = await em.upsertMany(
        Author,
        [first, existing.email, last].map((email, age) => ({ email, age })),
      );
    });

    expect(sent).toBe(1);
    expect(authors.map(({ email, age }) => [email, age])).toEqual([
      [first, 0],
      [existing.email, 1],
      [last, 2],
    ]);
    expect(authors[1]!.id).toBe(existing.id);
  });

  test('with the same key are one object, later data over earlier, field by field', async () => {
    const key = email();
    const em = db.unit();

    const [one, other, third] = await em.upsertMany(Author, [
      { email: key, age: 1, name: 'first' },
      { email: email() },
      { email: key, age: 2 },
    ] as never);

    expect(third).toBe(one);
    expect(other).not.toBe(one);
    expect(one).toMatchObject({ age: 2, name: 'first' });
  });

  test('with the same key and the same fields are one object as well', async () => {
    const key = email();
    const twice = [
      { email: key, age: 1 },
      { email: key, age: 2 },
    ];

    const [one, other] = await db.unit().upsertMany(Author, twice);

    expect(other).toBe(one);
    expect(one!.age).toBe(2);
  });

  test('with the same key are what the first made of it when they ignore', async () => {
    const key = email();

    const [one, other] = await db.unit().upsertMany(
      Author,
      [
        { email: key, age: 1 },
        { email: key, age: 2 },
      ],
      { onConflictAction: 'ignore' },
    );

    expect(other).toBe(one);
    expect(one!.age).toBe(1);
  });

  test('keep the fields that their data does not name', async () => {
    const [one, other] = [await author({ age: 1, name: 'one' }), await author({ age: 1, name: 'other' })];

    await db.unit().upsertMany(Author, [
      { email: one.email, age: 2 },
      { email: other.email, name: 'new' },
    ] as never);

    expect(await stored('author', `id = ${one.id}`)).toMatchObject({ age: 2, name: 'one' });
    expect(await stored('author', `id = ${other.id}`)).toMatchObject({ age: 1, name: 'new' });
  });

  test('may be named by different keys', async () => {
    const [one, other] = [await author(), await author()];

    const found = await db.unit().upsertMany(Author, [
      { id: one.id, email: one.email, age: 8 },
      { email: other.email, age: 9 },
    ] as never);

    expect(found.map(({ id, age }) => [id, age])).toEqual([
      [one.id, 8],
      [other.id, 9],
    ]);
  });

  test('ignored and inserted ones come back each at its place', async () => {
    const existing = await author({ age: 30 });
    const fresh = email();

    const found = await db.unit().upsertMany(
      Author,
      [
        { email: fresh, age: 1 },
        { email: existing.email, age: 2 },
      ],
      { onConflictAction: 'ignore' },
    );

    expect(found.map(({ email, age }) => [email, age])).toEqual([
      [fresh, 1],
      [existing.email, 30],
    ]);
  });

  test('go in chunks, all or none', async () => {
    const emails = Array.from({ length: 5 }, email);
    const data = emails.map((email, index) => ({ email, age: index === 4 ? (null as never) : index }));

    await expect(db.unit().upsertMany(Author, data, { batchSize: 2 })).rejects.toMatchObject({
      name: 'NotNullViolationError',
      properties: ['age'],
    });
    expect(await db.rows('select id from author where email = any($1)', [emails])).toHaveLength(0);
    const fine = emails.map((email, age) => ({ email, age }));
    expect((await db.unit().upsertMany(Author, fine, { batchSize: 2 })).map(({ age }) => age)).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  test('of none is none', async () => {
    expect(await db.unit().upsertMany(Author, [])).toEqual([]);
  });

  test('may be objects, new and loaded', async () => {
    const { email: known, id } = await author({ age: 1 });
    const em = db.unit();
    const loaded = await em.findOneOrFail(Author, id);
    loaded.age = 2;
    const fresh = new Author(email());

    const [one, other] = await em.upsertMany([loaded, fresh]);

    expect([one, other]).toEqual([loaded, fresh]);
    expect(one).toBe(loaded);
    expect(other).toBe(fresh);
    expect(await stored('author', `email = '${known}'`)).toMatchObject({ age: 2, version: 2 });
  });
});
