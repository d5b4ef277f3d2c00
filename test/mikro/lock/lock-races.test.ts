import { expect, test } from 'vitest';
import { type EntityManager, LockMode } from '../../../src/index.ts';
import { race } from '../../../src/testing/race/race.ts';
import { Author, Book, libraryDatabase } from '../../support/library.ts';

const db = libraryDatabase();
const lockMode = LockMode.PESSIMISTIC_WRITE;

/** Two authors, and a book of each. */
async function seed(em: EntityManager): Promise<void> {
  const [ada, bob] = [new Author(1, 'Ada'), new Author(2, 'Bob')];
  await em.persist([new Book(1, 'Notes', ada), new Book(2, 'Sketches', bob)]).flush();
}

/** Loads an author, then locks it, then adds a year. */
const birthday = (em: EntityManager) =>
  em.transactional(async inner => {
    const author = await inner.findOneOrFail(Author, 1);
    await inner.lock(author, lockMode);
    author.age += 1;
  });

test('two who load, lock and increment both count', async () => {
  const report = await race(db.orm, {
    seed,
    operations: { one: birthday, other: birthday },
    invariant: async ({ em }) => expect((await em.findOneOrFail(Author, 1)).age).toBe(2),
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0, endedWith: {} });
});

test.for(['repeatable read', 'serializable'] as const)(
  'at %s, everyone who is not refused counts',
  async isolation => {
    const report = await race(db.orm, {
      seed,
      operations: { one: birthday, other: birthday },
      isolation,
      allow: ['40001'],
      invariant: async ({ em, endings }) => {
        const counted = Object.values(endings).filter(({ status }) => status === 'fulfilled').length;
        expect((await em.findOneOrFail(Author, 1)).age).toBe(counted);
      },
      search: { exhaustive: true },
    });

    expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0 });
  },
);

test('overlapping objects of several classes are locked without a deadlock, in whatever order they are given', async () => {
  const operationOn = (...rows: [type: typeof Author | typeof Book, id: number][]) => {
    return (em: EntityManager) =>
      em.transactional(inner =>
        inner.lock(
          rows.map(([type, id]) => inner.getReference<object>(type, id)),
          lockMode,
        ),
      );
  };
  const report = await race(db.orm, {
    seed,
    operations: {
      up: operationOn([Author, 1], [Author, 2], [Book, 1], [Book, 2]),
      down: operationOn([Book, 2], [Book, 1], [Author, 2], [Author, 1]),
    },
    invariant: () => {},
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0, endedWith: {} });
});

test.for(['read committed', 'repeatable read', 'serializable'] as const)(
  'at %s, of two who lock the table first, one creates',
  async isolation => {
    const create = (em: EntityManager) =>
      em.transactional(async inner => {
        await inner.lockTable(Author, 'share row exclusive');
        if (await inner.findOne(Author, 1)) return false;
        inner.persist(new Author(1, 'Ada'));
        return true;
      });
    const report = await race(db.orm, {
      operations: { one: create, other: create },
      isolation,
      invariant: ({ results }) => expect(Object.values(results).filter(Boolean)).toHaveLength(1),
      search: { exhaustive: true },
    });

    expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0, endedWith: {} });
  },
);
