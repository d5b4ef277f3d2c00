import { beforeEach, expect, test, vi } from 'vitest';
import { type EntityManager } from '../../src/index.ts';
import { Author, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();

beforeEach(async () => {
  await db.rows('truncate author cascade');
  await db.given(new Author(1, 'Ada'));
});

class RolledBack extends Error {}

async function rolledBack(em: EntityManager, body: (em: EntityManager) => unknown): Promise<void> {
  const failed = em.transactional(async inner => {
    await body(inner);
    throw new RolledBack();
  });
  await expect(failed).rejects.toBeInstanceOf(RolledBack);
}

test('handlers run in order, when the commit is visible to others and the unit has what was committed', async () => {
  const em = db.unit();
  const heard: unknown[] = [];

  await em.transactional(async em => {
    const ada = await em.findOneOrFail(Author, 1);
    em.afterCommit(async () => heard.push(await db.rows('select age from author')));
    em.afterCommit(() => heard.push(ada.version));
    ada.age = 7;
    await em.flush();
    expect(heard).toEqual([]);
  });

  expect(heard).toEqual([[{ age: 7 }], 2]);
});

test('what a savepoint registered waits for the commit, and goes with its rollback', async () => {
  const heard: string[] = [];

  await db.unit().transactional(async em => {
    em.afterCommit(() => heard.push('outer'));
    await em.transactional(async em => em.afterCommit(() => heard.push('kept')));
    await rolledBack(em, em => em.afterCommit(() => heard.push('rolled back')));
    expect(heard).toEqual([]);
  });

  expect(heard).toEqual(['outer', 'kept']);
});

test('what was registered in a transaction that is rolled back is never called', async () => {
  const em = db.unit();
  const heard: string[] = [];
  await rolledBack(em, em => em.transactional(async em => em.afterCommit(() => heard.push('inner'))));
  await em.begin();
  em.afterCommit(() => heard.push('begun'));
  await em.rollback();

  await em.transactional(async () => undefined);

  expect(heard).toEqual([]);
});

test('the attempts that failed register nothing', async () => {
  const heard: number[] = [];
  let tried = 0;

  await db.unit().atomic(
    async em => {
      const attempt = ++tried;
      em.afterCommit(() => heard.push(attempt));
      if (attempt < 3)
        await em.execute(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
    },
    { backoff: { base: 1 } },
  );

  expect(heard).toEqual([3]);
});

test('a handler that fails undoes nothing, stops no other, and is told as a warning', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const failure = new Error('The mail server is down.');
  const heard: string[] = [];

  const result = await db.unit().transactional(async em => {
    em.afterCommit(() => {
      throw failure;
    });
    em.afterCommit(() => Promise.reject(failure));
    em.afterCommit(() => heard.push('last'));
    (await em.findOneOrFail(Author, 1)).age = 3;
    return 'done';
  });

  expect(result).toBe('done');
  expect(heard).toEqual(['last']);
  expect(warning.mock.calls).toEqual([[failure], [failure]]);
  expect(await db.rows('select age from author')).toEqual([{ age: 3 }]);
  warning.mockRestore();
});

test('between begin and commit, too', async () => {
  const em = db.unit();
  const heard: string[] = [];
  await em.begin();
  em.afterCommit(() => heard.push('committed'));
  await em.flush();
  expect(heard).toEqual([]);

  await em.commit();

  expect(heard).toEqual(['committed']);
});

test('outside a transaction a handler waits for the flush of what is pending, and for nothing when nothing is', async () => {
  const em = db.unit();
  const heard: string[] = [];
  const ada = await em.findOneOrFail(Author, 1);
  em.afterCommit(() => heard.push('at once'));
  await Promise.resolve().then(() => undefined);
  expect(heard).toEqual(['at once']);

  ada.age = 9;
  em.afterCommit(async () =>
    heard.push(String((await db.rows<{ age: number }>('select age from author'))[0]?.age)),
  );
  await new Promise(setImmediate);
  expect(heard).toEqual(['at once']);
  await em.flush();

  expect(heard).toEqual(['at once', '9']);
});

test('a handler may use the unit, also to flush and to open the next transaction', async () => {
  const em = db.unit();

  await em.transactional(async inner => {
    const ada = await inner.findOneOrFail(Author, 1);
    inner.afterCommit(async () => {
      ada.age = 1;
      await em.flush();
      await em.transactional(async em => void em.create(Author, { id: 2, name: 'Bob' } as never));
    });
  });

  expect(await db.rows('select id, age from author order by id')).toEqual([
    { id: 1, age: 1 },
    { id: 2, age: 0 },
  ]);
});
