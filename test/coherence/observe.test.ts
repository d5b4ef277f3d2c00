import { beforeEach, describe, expect, test } from 'vitest';
import { type EntityManager, LockMode } from '../../src/index.ts';
import { Author } from '../support/library.ts';
import { Account, accountsDatabase } from './accounts.ts';
import { author, givenLibrary, nothing, told } from './told.ts';

// Of one connection, so that nothing here needs a second one.
const db = accountsDatabase();

let em: EntityManager;

beforeEach(async () => {
  em = await givenLibrary(db);
});

describe('what was stored', () => {
  test('a flush is told of with the fields that have changed, and their version', async () => {
    const ada = await author(em, 1);

    const { result, changes } = await em.observe(async em => {
      ada.age = 7;
      ada.prizes.push('first');
      await em.flush();
      return 'done';
    });

    expect(result).toBe('done');
    expect(changes.updated[0]?.object).toBe(ada);
    expect(told(changes)).toMatchObject({
      ...nothing,
      updated: [
        {
          key: 1,
          seen: false,
          fields: {
            age: { from: 0, to: 7 },
            prizes: { from: [], to: ['first'] },
            version: { from: 1, to: 2 },
          },
        },
      ],
    });
    expect(changes.statements.flatMap(({ tags }) => tags.map(({ command }) => command))).toEqual([
      'BEGIN',
      'UPDATE',
      'COMMIT',
    ]);
  });

  test('what is not flushed has not changed, and what was read has not', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      ada.age = 7;
      em.persist(new Author(3, 'Eve'));
      em.remove(await em.findOneOrFail(Author, 2, { flushMode: 'commit' }));
    });

    expect(told(changes)).toMatchObject(nothing);
    expect(changes.statements).toHaveLength(1);
  });

  test('edits of before are told of when they are flushed', async () => {
    const ada = await author(em, 1);
    ada.age = 7;

    const { changes } = await em.observe(em => em.flush());

    expect(changes.updated[0]?.fields).toMatchObject({ age: { from: 0, to: 7 } });
  });

  test('a field that was changed and changed back is not in it; what nobody has stored is nothing', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      ada.age = 7;
      ada.name = 'Ada Lovelace';
      await em.flush();
      ada.age = 0;
      await em.flush();
      em.persist(new Author(3, 'Eve'));
      await em.flush();
      em.remove(em.getReference(Author, 3));
      await em.flush();
    });

    expect(told(changes)).toMatchObject({ ...nothing, updated: [{ key: 1 }] });
    expect(Object.keys(changes.updated[0]?.fields ?? {}).toSorted()).toEqual(['name', 'version']);
  });

  test('a row that is deleted is told of with the values that it had', async () => {
    const bob = await author(em, 2);
    const { changes } = await em.observe(async em => {
      bob.name = 'Robert';
      await em.flush();
      await em.remove(bob).flush();
    });

    expect(told(changes)).toMatchObject({
      ...nothing,
      deleted: [{ key: 2, values: { name: 'Bob', age: 0 }, seen: false }],
    });
  });

  test('a row that is deleted and created again under its key was updated', async () => {
    const bob = await author(em, 2);
    const { changes } = await em.observe(async em => {
      em.remove(bob);
      em.persist(new Author(2, 'Bert'));
      await em.flush();
    });

    expect(told(changes)).toMatchObject({
      ...nothing,
      updated: [{ key: 2, seen: false, fields: { name: { from: 'Bob', to: 'Bert' } } }],
    });
    expect(changes.updated[0]?.object).toBe(await author(em, 2));
  });

  test('a row that has another object after em.clear is one row', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      ada.age = 7;
      em.persist(new Author(3, 'Eve'));
      await em.flush();
      em.clear();
      (await em.findOneOrFail(Author, 1)).name = 'Lady Ada';
      await em.flush();
      await em.remove(await em.findOneOrFail(Author, 3)).flush();
    });

    expect(changes.updated[0]?.object).toBe(await em.findOneOrFail(Author, 1));
    expect(told(changes)).toMatchObject({
      ...nothing,
      updated: [{ fields: { age: { from: 0, to: 7 }, name: { from: 'Ada', to: 'Lady Ada' } } }],
    });
  });

  test('an object that was only let go is not deleted', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      await em.refresh(ada);
      em.getUnitOfWork().unsetIdentity(ada);
    });

    expect(told(changes)).toMatchObject(nothing);
  });

  test('a reference that was written to had values that nobody knew', async () => {
    const { changes } = await em.observe(async em => {
      em.getReference(Author, 1).age = 7;
      await em.flush();
      await em.remove(em.getReference(Author, 2)).flush();
    });

    expect(told(changes).updated).toMatchObject([{ key: 1, fields: { age: { from: undefined, to: 7 } } }]);
    expect(told(changes).deleted).toMatchObject([{ key: 2 }]);
  });

  test('a changed primary key is a field like others; the row is named by the key that it had', async () => {
    const bob = await author(em, 2);
    const { changes } = await em.observe(async em => {
      bob.id = 22;
      await em.flush();
    });

    expect(told(changes).updated).toMatchObject([{ key: 2, fields: { id: { from: 2, to: 22 } } }]);
  });

  test('what a statement computes is in it', async () => {
    const account = await em.findOneOrFail(Account, { email: 'ada@x' });
    const { changes } = await em.observe(async em => {
      account.cents = 5;
      await em.flush();
      await em.updateRow(account, { cents: 8 });
    });

    expect(told(changes).updated).toMatchObject([
      {
        seen: false,
        fields: { cents: { from: 0, to: 8 }, twice: { from: 0, to: 16 }, version: { from: 1, to: 3 } },
      },
    ]);
  });
});

describe('what others have changed', () => {
  const theyChange = () => db.rows(`update author set age = 9, version = version + 1 where id = 1`);

  test('is told of when a read has seen it, and marked', async () => {
    const ada = await author(em, 1);
    await author(em, 2);
    await theyChange();
    await db.rows('update book set author_id = 2 where id = 1');
    await db.rows('delete from book where id = 2');
    const { changes } = await em.observe(async em => {
      await em.transactional(em => em.lock(ada, LockMode.PESSIMISTIC_WRITE));
      for (const book of ada.books.getItems()) await em.refresh(book);
    });

    expect(told(changes).updated).toMatchObject([
      { seen: true, fields: { age: { from: 0, to: 9 }, version: { from: 1, to: 2 } } },
      { key: 1, seen: true, fields: { author: { from: 1, to: 2 } } },
    ]);
    expect(told(changes).deleted).toMatchObject([{ key: 2, seen: true, values: { title: 'second' } }]);
    expect(told(changes).collections).toMatchObject([
      { entered: [], left: [1, 2] },
      { entered: [1], left: [] },
    ]);
  });

  test('a row that is written here as well is not only seen', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      await theyChange();
      await em.refresh(ada);
      ada.name = 'Lady Ada';
      await em.flush();
    });

    expect(told(changes).updated).toMatchObject([
      { seen: false, fields: { age: { from: 0, to: 9 }, name: { to: 'Lady Ada' } } },
    ]);
  });
});

test('as plain data it has what MikroORM shows of each row, and relations by key', async () => {
  const account = await em.findOneOrFail(Account, { email: 'ada@x' });
  const { changes } = await em.observe(async em => {
    account.cents = 5;
    account.secret = 'changed';
    account.closed = new Date('2026-01-01T00:00:00Z');
    account.address.city = 'London';
    account.address.street = 'hidden';
    account.owner = em.getReference(Author, 1);
    await em.persist(new Account('new@x')).flush();
    await em.remove(em.getReference(Author, 2)).flush();
  });

  expect(changes.updated[0]?.fields).toMatchObject({
    owner: { from: null, to: 1 },
    secret: { to: 'changed' },
  });
  expect(JSON.parse(JSON.stringify(changes))).toEqual({
    created: [
      {
        entity: 'Account',
        key: '2',
        values: {
          id: '2',
          version: 1,
          email: 'new@x',
          balance: 0,
          twice: 0,
          closed: null,
          address: { city: null },
          owner: null,
        },
      },
    ],
    updated: [
      {
        entity: 'Account',
        key: '1',
        fields: {
          version: { from: 1, to: 2 },
          balance: { from: 0, to: 5 },
          twice: { from: 0, to: 10 },
          closed: { from: null, to: '2026-01-01T00:00:00.000Z' },
          address: { from: { city: null }, to: { city: 'London' } },
          owner: { from: null, to: 1 },
        },
      },
    ],
    deleted: [{ entity: 'Author', key: 2 }],
    collections: [],
    statements: changes.statements.length,
    otherRows: {},
  });
});
