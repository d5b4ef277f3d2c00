import { expect, test } from 'vitest';
import { type EntityManager, LockTimeoutError, operation } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/matchers/record-statements.ts';
import { race } from '../../src/testing/race/race.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();

/** Reads, adds one, and writes past the version. */
const grow = operation(
  'grow',
  async (em, { id }: { id: number }) => {
    const author = await em.findOneOrFail(Author, id);
    await em.nativeUpdate(Author, id, { age: author.age + 1 });
  },
  { lock: ({ id }) => ['author', id] },
);

test('operations on one key run one after the other, even on objects that were loaded before', async () => {
  const loadAndGrow = async (em: EntityManager) => {
    await em.findOneOrFail(Author, 1);
    await grow(em, { id: 1 });
  };

  const report = await race(db.orm, {
    seed: em => em.persist(new Author(1, 'Ada')).flush(),
    operations: { one: loadAndGrow, other: loadAndGrow },
    isolation: 'read committed',
    invariant: async ({ em }) => expect((await em.findOneOrFail(Author, 1)).age).toBe(2),
    search: { exhaustive: true },
  });

  expect(report.verdict).toBe('covered');
});

test('the lock is the first statement, and is given back at the end', async () => {
  await db.given(new Author(2, 'Bob'));

  const { statements } = await recordStatements(db.orm, () => grow(db.unit(), { id: 2 }));

  expect(statements.map(({ sql }) => /^begin|^commit|pg_advisory_xact_lock|^\w+/.exec(sql)?.[0])).toEqual([
    'begin',
    'select',
    'select',
    'update',
    'commit',
  ]);
  expect(statements[1]!.sql).toContain('pg_advisory_xact_lock(');
  await grow(db.unit(), { id: 2 });
});

test('with wait: false who comes second is told at once', async () => {
  const impatient = operation('impatient', () => undefined, {
    lock: () => ({ key: ['author', 3], wait: false }),
  });

  await db.unit().transactional(async em => {
    await em.lockKey(['author', 3]);
    await expect(impatient(db.unit())).rejects.toBeInstanceOf(LockTimeoutError);
  });

  await impatient(db.unit());
});
