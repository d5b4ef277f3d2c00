import { beforeEach, describe, expect, test } from 'vitest';
import { recordStatements } from '../../src/testing/matchers/record-statements.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
const alone = libraryDatabase({ pool: { min: 0, max: 1 } });

for (const each of [db, alone])
  beforeEach(async () => {
    await each.rows('truncate author, book, tag, book_tags, copies cascade');
    await each.given(new Author(1, 'Ada'), new Author(2, 'Bob'));
  });

describe('without a transaction around', () => {
  test('one statement that ends the operation costs no BEGIN and COMMIT', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, 1);

    const { statements } = await recordStatements(db.orm, () =>
      em.atomic(async () => {
        ada.age = 9;
      }),
    );

    expect(statements.map(({ sql }) => sql)).toEqual([expect.stringMatching(/^update "author"/)]);
    expect(await db.rows('select age from author where id = 1')).toEqual([{ age: 9 }]);
    expect(ada.version).toBe(2);
  });

  test('an operation that does nothing sends nothing', async () => {
    const { statements } = await recordStatements(db.orm, () => db.unit().atomic(async () => 1));

    expect(statements).toEqual([]);
  });

  test('more than one statement is a transaction', async () => {
    const em = db.unit();
    const [ada, bob] = (await em.find(Author, {}, { orderBy: { id: 'asc' } })) as [Author, Author];

    const { statements } = await recordStatements(db.orm, () =>
      em.atomic(async em => {
        ada.age = 9;
        await em.flush();
        bob.age = 9;
      }),
    );

    expect(statements.map(({ sql }) => sql.split(' ')[0])).toEqual([
      'begin',
      'savepoint',
      'update',
      'release',
      'update',
      'commit',
    ]);
  });

  test.each([
    ['a pool of many', () => db],
    ['a pool of one', () => alone],
  ])('a conflict of the one statement is told whole, with %s', async (_, given) => {
    const base = given();
    const em = base.unit();
    const ada = await em.findOneOrFail(Author, 1);
    await base.rows('update author set age = 5, version = version + 1 where id = 1');

    const refused = em.atomic(async () => {
      ada.name = 'Ada L.';
      ada.age = 6;
    });

    await expect(refused).rejects.toMatchObject({
      conflicts: [{ kind: 'changed', fields: { age: { base: 0, mine: 6, theirs: 5, clashes: true } } }],
    });
    expect(ada).toMatchObject({ name: 'Ada', age: 0 });
  });

  test('a constraint that refuses the one statement leaves nothing behind', async () => {
    const em = db.unit();

    const refused = em.atomic(async em => void em.persist(new Author(1, 'Twin')));

    await expect(refused).rejects.toMatchObject({ code: '23505' });
    em.create(Author, { id: 9, name: 'Max' } as never);
    await em.flush();
    expect(await db.rows('select id from author order by id')).toEqual([{ id: 1 }, { id: 2 }, { id: 9 }]);
  });
});
