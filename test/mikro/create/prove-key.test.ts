import { expect, test } from 'vitest';
import {
  DeferrableKeyError,
  InvalidKeyIndexError,
  KeyCollationError,
  KeyValueError,
  NullInKeyError,
  PartialKeyError,
  sql,
  UnindexedLookupError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { Author, Book, createDatabase, Odd, Pass } from './tables.ts';

const db = createDatabase();

/** How a lookup is refused, and what was sent by then beside questions to the catalogue. */
async function refused(type: new (...args: never[]) => object, key: object): Promise<unknown> {
  const { result, statements } = await recordStatements(db.orm, () =>
    db
      .unit()
      .getOrCreate(type as never, key as never)
      .catch((error: unknown) => error),
  );
  expect(statements.filter(({ sql }) => !sql.startsWith('/* once'))).toEqual([]);
  return result;
}

test('fields without a unique index are refused, with the keys that would do and the fix', async () => {
  expect(await refused(Author, { name: 'Ada', age: 1 })).toMatchObject({
    constructor: UnindexedLookupError,
    code: 'SELFSAME_UNINDEXED_LOOKUP',
    entity: 'Author',
    fields: ['name', 'age'],
    keys: [['id'], ['email'], ['penName']],
    fix: {
      decorator: `@Unique({ properties: ['name', 'age'] })`,
      migration: 'create unique index "author_name_age_unique" on "author" ("name", "age")',
    },
  });
  for (const key of [{ email: 'x', name: 'y' }, {}, { unknown: 1 }])
    expect(await refused(Author, key)).toBeInstanceOf(UnindexedLookupError);
  expect(await refused(Book, { author: 1 })).toBeInstanceOf(UnindexedLookupError);
});

test('what each index lacks is one error', async () => {
  expect(await refused(Odd, { deferred: 'x' })).toBeInstanceOf(DeferrableKeyError);
  expect(await refused(Odd, { broken: 'x' })).toBeInstanceOf(InvalidKeyIndexError);
  expect(await refused(Odd, { folded: 'x' })).toBeInstanceOf(KeyCollationError);
  expect(await refused(Author, { penName: null })).toMatchObject({
    constructor: NullInKeyError,
    nulls: ['penName'],
    index: 'author_pen_name_unique',
  });
});

test('a partial index is refused unless the key says that its condition is met', async () => {
  expect(await refused(Pass, { token: 'x' })).toMatchObject({
    constructor: PartialKeyError,
    condition: 'used_at IS NULL',
    conditionFields: ['usedAt'],
  });
  expect(await refused(Pass, { token: 'x', usedAt: new Date() })).toBeInstanceOf(PartialKeyError);
});

test('what is no value is refused', async () => {
  for (const value of [undefined, { $like: 'a%' }, sql`now()`, ['a', { $ne: 'b' }], () => 'x'])
    expect(await refused(Author, { email: value })).toMatchObject({
      constructor: KeyValueError,
      field: 'email',
    });
});

test('an index that was dropped since is noticed, and asked for again when it is back', async () => {
  const key = { email: 'dropped@example.com' };
  await db.unit().getOrCreate(Author, { email: 'first@example.com' }, { name: 'Ada' });
  await db.rows('alter table author drop constraint author_email_unique');

  await expect(db.unit().getOrCreate(Author, key, { name: 'Ada' })).rejects.toMatchObject({ code: '42P10' });
  await expect(db.unit().getOrCreate(Author, key, { name: 'Ada' })).rejects.toBeInstanceOf(
    UnindexedLookupError,
  );
  expect(await db.rows('select from author where email = $1', [key.email])).toEqual([]);

  await db.rows('create unique index author_email_unique on author (email)');
  await db.orm.em.fork().getOrCreate(Author, { penName: 'x' }, { email: 'other@example.com', name: 'x' });
});

test('two ORMs on two databases do not share what their catalogues said, and one asks once', async () => {
  const { statements } = await recordStatements(db.orm, async () => {
    await db.unit().getOrCreate(Odd, { sole: 'a' });
    await db.unit().getOrCreate(Odd, { sole: 'b' });
  });

  expect(statements.filter(({ sql }) => sql.startsWith('/* once')).length).toBeLessThanOrEqual(1);
});
