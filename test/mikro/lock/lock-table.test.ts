import { describe, expect, test } from 'vitest';
import {
  IsolationLevel,
  LateLockError,
  LockOptionError,
  LockTimeoutError,
  type TableLockMode,
  TransactionRequiredError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { Author, libraryDatabase } from '../../support/library.ts';
import { Session } from '../../support/session.ts';
import { failure, givenAuthor, newKey } from './given.ts';

const db = libraryDatabase({ pool: { max: 1 } });
const levels = [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE];
const modes: TableLockMode[] = [
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
];

/** The modes in which somebody else holds the table. */
async function held(table = 'author'): Promise<unknown[]> {
  const sql = `select mode from pg_locks where relation = $1::regclass and granted and mode like '%ShareLock' and mode <> 'AccessShareLock'`;
  await using other = await Session.on(db.url);
  return (await other.rows<{ mode: string }>(sql, [table])).map(({ mode }) => mode);
}

test.for(modes)('%s is the lock that PostgreSQL holds until the transaction ends', async mode => {
  await using other = await Session.on(db.url);
  const sql = `select mode from pg_locks where relation = 'author'::regclass`;
  const name = `${mode.replaceAll(/(^| )([a-z])/g, (_, _space, letter: string) => letter.toUpperCase())}Lock`;

  await db.unit().transactional(async em => {
    const recording = await recordStatements(db.orm, () => em.lockTable(Author, mode));
    expect(recording.statements.map(statement => statement.sql)).toEqual([
      'begin',
      `lock table "author" in ${mode} mode`,
    ]);
    expect(await other.rows(sql)).toContainEqual({ mode: name });
  });

  expect(await held()).toEqual([]);
});

describe.for(levels)('at %s', isolationLevel => {
  test('as the first statement it is taken, also in a savepoint and after settings', async () => {
    await db.unit().transactional(
      async em => {
        await em.execute(`set local lock_timeout = '7s'`);
        await em.transactional(inner => inner.lockTable(Author, 'share', { wait: 50 }));
        expect(await em.execute('show lock_timeout')).toEqual([{ lock_timeout: '7s' }]);
        expect(await held()).toEqual(['ShareLock']);
        await em.find(Author, {});
      },
      { isolationLevel },
    );
  });

  test('after a read it is taken where the next read is a new snapshot, and refused where it is not', async () => {
    const id = await givenAuthor(db);
    const em = db.unit();

    await em.transactional(
      async inner => {
        await inner.findOneOrFail(Author, id);
        const locking = inner.lockTable(Author, 'share row exclusive');
        if (isolationLevel === IsolationLevel.READ_COMMITTED) {
          await locking;
          return;
        }
        const error = await failure(locking);
        expect(error).toBeInstanceOf(LateLockError);
        expect(error).toMatchObject({ isolation: isolationLevel, lock: 'the table of Author' });
        expect(await held()).toEqual([]);
        await inner.findOneOrFail(Author, id, { refresh: true });
      },
      { isolationLevel },
    );
  });

  test('after a read in a savepoint that was rolled back it is as late', async () => {
    const em = db.unit();

    await em.transactional(
      async inner => {
        await failure(
          inner.transactional(async deepest => {
            await deepest.count(Author);
            throw new Error('no');
          }),
        );
        const late = inner.lockTable(Author, 'share').then(
          () => 'taken',
          (error: Error) => error.name,
        );
        expect(await late).toBe(isolationLevel === IsolationLevel.READ_COMMITTED ? 'taken' : 'LateLockError');
      },
      { isolationLevel },
    );
  });

  test.for([false, 20])('with wait: %s the transaction goes on without the lock', async wait => {
    await using other = await Session.on(db.url);
    await other.rows('lock table author in row exclusive mode');
    const id = newKey();

    await db.unit().transactional(
      async em => {
        await em.execute(`set local lock_timeout = '7s'`);
        expect(await failure(em.lockTable(Author, 'share', { wait }))).toBeInstanceOf(LockTimeoutError);
        expect(await em.execute('show lock_timeout')).toEqual([{ lock_timeout: '7s' }]);
        em.persist(new Author(id, 'Ada'));
      },
      { isolationLevel },
    );

    expect(await db.unit().count(Author, id)).toBe(1);
  });
});

test('a stream is a read, too', async () => {
  await givenAuthor(db);

  await db.unit().transactional(
    async em => {
      for await (const _author of em.stream(Author)) break;
      expect(await failure(em.lockTable(Author, 'share'))).toBeInstanceOf(LateLockError);
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ },
  );
});

test('outside a transaction, or with a mode or wait that is none, it is refused before any statement', async () => {
  const em = db.unit();

  const recording = await recordStatements(db.orm, async () => {
    expect(await failure(em.lockTable(Author, 'share'))).toBeInstanceOf(TransactionRequiredError);
    await em.transactional(async inner => {
      const hostile = 'share mode; drop table author; --' as TableLockMode;
      expect(await failure(inner.lockTable(Author, hostile))).toBeInstanceOf(LockOptionError);
      expect(await failure(inner.lockTable(Author, 'share', { wait: -1 }))).toBeInstanceOf(LockOptionError);
    });
  });

  expect(recording).toHaveSent(0);
});

test('what is edited is not flushed by it', async () => {
  await db.unit().transactional(async em => {
    em.persist(new Author(newKey(), 'Ada'));
    expect(await recordStatements(db.orm, () => em.lockTable(Author, 'row exclusive'))).toHaveSent(2);
  });
});
