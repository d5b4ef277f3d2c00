import { describe, expect, test } from 'vitest';
import {
  type EntityManager,
  IsolationLevel,
  ObjectInTransactionError,
  TransactionPropagation,
} from '../../src/index.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
let keys = 0;

async function givenAuthors(count: number): Promise<number[]> {
  const ids = Array.from({ length: count }, () => ++keys);
  await db.given(...ids.map(id => new Author(id, `Author ${id}`)));
  return ids;
}

const agesOf = async (ids: readonly number[]) =>
  (await db.rows<{ age: number }>(`select age from author where id in (${ids.join()}) order by id`)).map(
    ({ age }) => age,
  );

async function load(em: EntityManager, ids: readonly number[]): Promise<Author[]> {
  return em.find(Author, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
}

class RolledBack extends Error {}

const ignoring = (expected: new (...args: never[]) => Error) => (error: unknown) => {
  if (!(error instanceof expected)) throw error;
};

/** A transaction that does `body`, and ends when told to. */
function open(em: EntityManager, body: (inner: EntityManager) => unknown, options: object = {}) {
  const [done, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<Error | undefined>()];
  const transaction = em.transactional(async inner => {
    await body(inner as EntityManager);
    done.resolve();
    const failure = await ending.promise;
    if (failure) throw failure;
  }, options);
  const ended = transaction.catch((error: unknown) => {
    done.resolve();
    throw error;
  });
  ended.catch(() => undefined);
  const end = async (failure?: Error) => {
    ending.resolve(failure);
    await ended;
  };
  return {
    done: done.promise,
    commit: () => end(),
    rollBack: () => end(new RolledBack()).catch(ignoring(RolledBack)),
  };
}

describe.each([IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])(
  'two transactions of one unit at once, at %s',
  isolationLevel => {
    test('work on objects of their own, and neither stores what the other has edited', async () => {
      const ids = await givenAuthors(2);
      const em = db.unit();
      const [ada, bob] = (await load(em, ids)) as [Author, Author];
      const one = open(em, () => void (ada.age = 1), { isolationLevel });
      await one.done;
      const other = open(em, () => void (bob.age = 2), { isolationLevel });
      await other.done;
      await other.commit();
      expect(await agesOf(ids)).toEqual([0, 2]);
      await one.rollBack();

      expect(await agesOf(ids)).toEqual([0, 2]);
      expect([ada.age, ada.version, bob.age, bob.version]).toEqual([0, 1, 2, 2]);
      ada.age = 3;
      await em.flush();
      expect(await agesOf(ids)).toEqual([3, 2]);
    });

    test('are refused the object that the other one has edited, until that has ended', async () => {
      const ids = await givenAuthors(1);
      const em = db.unit();
      const [ada] = (await load(em, ids)) as [Author];
      const one = open(em, async inner => ((ada.age = 1), inner.flush()), { isolationLevel });
      await one.done;
      const edit = () => em.transactional(async () => void (ada.age = 2), { isolationLevel });

      await expect(edit()).rejects.toBeInstanceOf(ObjectInTransactionError);
      expect(() => (ada.age = 3)).toThrow(ObjectInTransactionError);
      await one.commit();
      await edit();

      expect([await agesOf(ids), ada.age, ada.version]).toEqual([[2], 2, 3]);
    });

    test('a flush outside stores nothing of it, and its new objects are nowhere until it has committed', async () => {
      const ids = await givenAuthors(2);
      const em = db.unit();
      const [ada, bob] = (await load(em, ids)) as [Author, Author];
      const id = ++keys;
      const one = open(
        em,
        async inner => {
          ada.age = 1;
          inner.persist(new Author(id, 'New'));
          await inner.flush();
          ada.prizes.push('Later');
        },
        { isolationLevel },
      );
      await one.done;
      bob.age = 2;
      await em.flush();

      expect(await agesOf([...ids, id])).toEqual([0, 2]);
      expect(await em.findOne(Author, id)).toBeNull();
      expect(em.getUnitOfWork().getById(Author, id as never)).toBeUndefined();
      expect(em.getUnitOfWork().getPersistStack().size).toBe(0);
      await one.commit();
      expect(await agesOf([...ids, id])).toEqual([1, 2, 0]);
      expect(em.getUnitOfWork().getById(Author, id as never)).toMatchObject({ name: 'New', version: 1 });
      expect(await db.rows(`select prizes from author where id = ${ids[0]}`)).toEqual([
        { prizes: ['Later'] },
      ]);
    });

    test('one that is independent of the one around it leaves that its edits', async () => {
      const ids = await givenAuthors(2);
      const em = db.unit();
      const [ada, bob] = (await load(em, ids)) as [Author, Author];
      const propagation = TransactionPropagation.REQUIRES_NEW;
      const id = ++keys;
      await em
        .transactional(
          async outer => {
            ada.age = 1;
            outer.persist(new Author(id, 'Outer'));
            await outer.transactional(async () => void (bob.age = 2), { propagation, isolationLevel });
            expect(await agesOf([...ids, id])).toEqual([0, 2]);
            throw new RolledBack();
          },
          { isolationLevel },
        )
        .catch(ignoring(RolledBack));

      expect(await agesOf([...ids, id])).toEqual([0, 2]);
      expect([ada.age, ada.version, bob.age, bob.version]).toEqual([0, 1, 2, 2]);
      await em.flush();
      expect(await agesOf([...ids, id])).toEqual([0, 2]);
    });

    test('what one has loaded is not in the unit before it has ended, and is afterwards', async () => {
      const ids = await givenAuthors(1);
      const em = db.unit();
      let inside: Author | undefined;
      const one = open(em, async inner => void ([inside] = await load(inner, ids)), { isolationLevel });
      await one.done;
      expect([...em.getUnitOfWork().getIdentityMap()]).toEqual([]);
      await one.rollBack();

      expect(await em.findOne(Author, ids[0]!)).toBe(inside);
    });
  },
);

describe('with a pool of one connection', () => {
  const small = libraryDatabase({ pool: { max: 1 } });

  test('transactions of one unit wait for each other, and each has its own edits', async () => {
    await small.given(new Author(1, 'Ada'), new Author(2, 'Bob'));
    const em = small.unit();
    const authors = await load(em, [1, 2]);
    await Promise.all(
      authors.map((author, n) =>
        em.transactional(async inner => {
          author.age = n + 1;
          await inner.flush();
          author.age += 10;
        }),
      ),
    );

    expect(await small.rows('select age, version from author order by id')).toEqual([
      { age: 11, version: 3 },
      { age: 12, version: 3 },
    ]);
    expect(authors.map(({ age, version }) => [age, version])).toEqual([
      [11, 3],
      [12, 3],
    ]);
  });

  test('nothing is asked of the database to put memory back', async () => {
    const em = small.unit();
    const [ada] = (await load(em, [1])) as [Author];
    const before = [ada.age, ada.version];
    await em
      .transactional(async inner => {
        ada.age = 50;
        await inner.flush();
        await inner
          .transactional(async () => {
            ada.age = 60;
            throw new RolledBack();
          })
          .catch(ignoring(RolledBack));
        expect([ada.age, ada.version]).toEqual([50, before[1]! + 1]);
        throw new RolledBack();
      })
      .catch(ignoring(RolledBack));

    expect([ada.age, ada.version]).toEqual(before);
  });
});
