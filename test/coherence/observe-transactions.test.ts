import { beforeEach, describe, expect, test } from 'vitest';
import { type ChangeReport, type EntityManager } from '../../src/index.ts';
import { Author, Book, Tag } from '../support/library.ts';
import { Account, accountsDatabase } from './accounts.ts';
import { author, givenLibrary, nothing, RolledBack, rolledBack, told } from './told.ts';

// Of one connection, so that nothing here needs a second one.
const db = accountsDatabase();

let em: EntityManager;

beforeEach(async () => {
  em = await givenLibrary(db);
});

describe.each(['read committed', 'repeatable read', 'serializable'] as const)('at %s', isolation => {
  test('what was committed is told of, and what a savepoint undid is not', async () => {
    const [ada, bob] = [await author(em, 1), await author(em, 2)];
    const { changes } = await em.observe(em =>
      em.transactional(
        async em => {
          ada.age = 7;
          await em.flush();
          await rolledBack(em, async em => {
            bob.age = 8;
            ada.age = 8;
            em.persist(new Author(3, 'Eve'));
            await em.getOrCreate(Account, { email: 'undone@x' });
            await em.getOrCreateMany(Account, [{ email: 'many@x' }], { key: ['email'] });
            await em.upsert(Author, { id: 4, name: 'Dan', age: 1, prizes: [] });
            await em.nativeUpdate(Author, { id: 2 }, { age: 5 });
            await em.flush();
          });
          await em.transactional(async em => void em.persist(new Author(5, 'Fay')));
        },
        { isolationLevel: isolation },
      ),
    );

    expect(told(changes)).toMatchObject({
      ...nothing,
      created: [5],
      updated: [{ fields: { age: { from: 0, to: 7 } } }],
    });
    expect(changes.toJSON().otherRows).toEqual({});
  });

  test('inside a transaction it tells what that holds', async () => {
    const ada = await author(em, 1);
    await em.transactional(
      async em => {
        ada.age = 6;
        await em.flush();
        const { changes } = await em.observe(async () => {
          ada.age = 7;
          await em.flush();
          await rolledBack(em, async em => {
            ada.age = 8;
            await em.flush();
          });
        });
        expect(told(changes).updated).toMatchObject([{ fields: { age: { from: 6, to: 7 } } }]);
      },
      { isolationLevel: isolation },
    );
  });

  test('of the attempts of em.atomic it tells the one that committed', async () => {
    const ada = await author(em, 1);
    let attempt = 0;
    const { changes } = await em.observe(em =>
      em.atomic(
        async em => {
          attempt++;
          ada.age += 1;
          const eve = new Author(3, `Eve ${attempt}`);
          await em.persist(eve).flush();
          if (attempt === 1)
            await em.execute(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
        },
        { isolation, backoff: { base: 1 } },
      ),
    );

    expect(told(changes)).toMatchObject({
      ...nothing,
      created: [3],
      updated: [{ fields: { age: { from: 0, to: 1 }, version: { from: 1, to: 2 } } }],
    });
  });
});

describe('an observation', () => {
  test('that fails tells nothing, and its error is the one that was thrown', async () => {
    const error = new RolledBack();
    await expect(em.observe(() => Promise.reject(error))).rejects.toBe(error);
  });

  test('does not tell of a flush that failed', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      ada.age = 7;
      em.persist(new Author(2, 'a second Bob'));
      await expect(em.flush()).rejects.toThrow('author_pkey');
    });

    expect(told(changes)).toMatchObject(nothing);
    expect(changes.statements.length).toBeGreaterThan(0);
  });

  test('does not tell of what em.begin began and em.rollback undid', async () => {
    const ada = await author(em, 1);
    const { changes } = await em.observe(async em => {
      await em.begin();
      ada.age = 7;
      await em.persist(new Author(3, 'Eve')).flush();
      await em.rollback();
    });

    expect(told(changes)).toMatchObject(nothing);
  });

  test('has others inside it, each of which tells of its own time', async () => {
    const ada = await author(em, 1);
    let inner: ChangeReport | undefined;
    const { changes } = await em.observe(async em => {
      ada.age = 6;
      await em.flush();
      ({ changes: inner } = await em.observe(async em => {
        ada.age = 7;
        await em.flush();
      }));
    });

    expect(inner?.updated[0]?.fields).toMatchObject({ age: { from: 6, to: 7 } });
    expect(inner?.statements).toHaveLength(3);
    expect(changes.updated[0]?.fields).toMatchObject({ age: { from: 0, to: 7 } });
    expect(changes.statements).toHaveLength(6);
  });

  test('hears the statements of its own unit alone', async () => {
    const other = db.unit();
    const [one, two] = await Promise.all([
      em.observe(async em => {
        await em.find(Author, {});
        await db.orm.unit(em => em.find(Tag, {}));
        await em.find(Book, {});
      }),
      other.observe(em => em.find(Author, {})),
    ]);

    expect(one.changes.statements).toHaveLength(2);
    expect(two.changes.statements).toHaveLength(1);
  });

  test('hears the statement of a stream', async () => {
    const { changes } = await em.observe(async em => {
      for await (const author of em.stream(Author, {})) void author;
    });

    expect(changes.statements).toHaveLength(1);
  });

  test('works in the ambient unit', async () => {
    await db.orm.unit(async () => {
      const { changes } = await db.orm.em.observe(async () => {
        (await db.orm.em.findOneOrFail(Author, 1)).age = 7;
        await db.orm.em.flush();
      });
      expect(changes.updated).toHaveLength(1);
    });
  });
});
