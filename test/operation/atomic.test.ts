import { beforeEach, describe, expect, test } from 'vitest';
import {
  AtomicOptionsError,
  type EntityManager,
  OperationTimeoutError,
  WeakerTransactionError,
} from '../../src/index.ts';
import { race } from '../../src/testing/race/race.ts';
import { recordStatements } from '../../src/testing/matchers/record-statements.ts';
import { isolations } from '../laws/isolations.ts';
import { Author, Book, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
const alone = libraryDatabase({ pool: { min: 0, max: 1 } });
const soon = { base: 1, cap: 1 };

for (const each of [db, alone])
  beforeEach(async () => {
    await each.rows('truncate author, book, tag, book_tags, copies cascade');
    await each.given(new Author(1, 'Ada'), new Author(2, 'Bob'));
  });

/** A body that another session disturbs in its first attempts, so that the server rolls it back. */
function disturbed(attempts: number, tried: number[] = []) {
  return async (em: EntityManager): Promise<number> => {
    const author = await em.findOneOrFail(Author, 1);
    tried.push(author.age);
    if (tried.length <= attempts)
      await db.rows('update author set age = age + 10, version = version + 1 where id = 1');
    author.age += 1;
    await em.flush();
    return author.age;
  };
}

describe.each(isolations.filter(level => level !== 'read committed'))('at %s', isolation => {
  test('what the server rolls back is run again, on what is stored by then', async () => {
    const em = db.unit();
    const tried: number[] = [];

    expect(await em.atomic(disturbed(2, tried), { isolation, backoff: soon })).toBe(21);

    expect(tried).toEqual([0, 10, 20]);
    expect(await db.rows('select age from author where id = 1')).toEqual([{ age: 21 }]);
  });

  test('references that are held outside are what the last attempt left, and more edits are stored', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, 1);

    await em.atomic(disturbed(1), { isolation, backoff: soon });

    expect(ada).toMatchObject({ age: 11, version: 3 });
    ada.name = 'Ada L.';
    await em.flush();
    expect(await db.rows('select name, age from author where id = 1')).toEqual([{ name: 'Ada L.', age: 11 }]);
  });

  test('after the last attempt the error comes out, and memory is what it was', async () => {
    const em = db.unit();
    const ada = await em.findOneOrFail(Author, 1);
    const tried: number[] = [];

    await expect(
      em.atomic(disturbed(9, tried), { isolation, attempts: 3, backoff: soon }),
    ).rejects.toMatchObject({
      code: '40001',
    });

    expect(tried).toHaveLength(3);
    expect(ada).toMatchObject({ age: 0, version: 1 });
  });

  test('what was loaded is read again with one query per class', async () => {
    await db.given(new Book(1, 'Notes', new Author(3, 'Eve')), new Book(2, 'Sketches', new Author(4, 'Max')));
    const em = db.unit();
    await em.find(Book, {}, { populate: ['author'] });

    const { statements } = await recordStatements(db.orm, () =>
      em.atomic(disturbed(1), { isolation, backoff: soon }),
    );

    const second = statements
      .map(({ sql }) => sql)
      .join('\n')
      .split(/^rollback$/m)[1];
    expect(second?.match(/^select .* from "author"/gm)).toHaveLength(1);
    expect(second?.match(/^select .* from "book"/gm)).toHaveLength(1);
  });

  test('an edit of before is stored by the attempt that succeeds', async () => {
    const em = db.unit();
    const bob = await em.findOneOrFail(Author, 2);
    bob.name = 'Robert';

    await em.atomic(disturbed(2), { isolation, backoff: soon });

    expect(await db.rows('select name, version from author where id = 2')).toEqual([
      { name: 'Robert', version: 2 },
    ]);
  });

  test('inside another one only the outermost is run again', async () => {
    const em = db.unit();
    const [outer, inner] = [[] as number[], [] as number[]];

    await em.atomic(
      async em => {
        outer.push(1);
        await em.atomic(disturbed(1, inner), { isolation });
      },
      { isolation, backoff: soon },
    );

    expect([outer.length, inner.length]).toEqual([2, 2]);
  });

  test('two who read, decide and write never lose an update, whoever comes when', async () => {
    const birthday = (em: EntityManager) =>
      em.atomic(
        async em => {
          (await em.findOneOrFail(Author, 1)).age += 1;
        },
        { isolation, backoff: { base: 0 } },
      );

    const report = await race(db.orm, {
      seed: async em => void (await em.nativeUpdate(Author, 1, { age: 0 })),
      operations: { one: birthday, other: birthday },
      invariant: async ({ em }) => expect((await em.findOneOrFail(Author, 1)).age).toBe(2),
    });

    expect(report).toBeProved();
  });
});

test('an error of the body is thrown as it is, and nothing is run again', async () => {
  const refusal = new Error('No.');
  let tried = 0;
  const em = db.unit();

  const failed = em.atomic(async em => {
    tried++;
    (await em.findOneOrFail(Author, 1)).age = 9;
    throw refusal;
  });

  await expect(failed).rejects.toBe(refusal);
  expect(tried).toBe(1);
  expect(await em.findOneOrFail(Author, 1)).toMatchObject({ age: 0 });
});

test('inside another one it is a savepoint', async () => {
  const em = db.unit();

  await em.atomic(async em => {
    (await em.findOneOrFail(Author, 1)).age = 1;
    const failed = em.atomic(async em => {
      (await em.findOneOrFail(Author, 2)).age = 2;
      await em.flush();
      throw new Error('No.');
    });
    await expect(failed).rejects.toThrow('No.');
  });

  expect(await db.rows('select age from author order by id')).toEqual([{ age: 1 }, { age: 0 }]);
});

test('a stronger isolation level inside a weaker one is refused, a weaker one is not', async () => {
  const em = db.unit();

  const refused = em.atomic(em => em.atomic(async () => undefined, { isolation: 'serializable' }), {
    isolation: 'repeatable read',
  });
  await expect(refused).rejects.toMatchObject({ wanted: 'serializable', open: 'repeatable read' });
  await expect(refused).rejects.toBeInstanceOf(WeakerTransactionError);
  await em.atomic(em => em.atomic(async () => undefined, { isolation: 'read committed' }), {
    isolation: 'serializable',
  });
});

test('a read-only one refuses writes, also as a savepoint, whose end lets writes through again', async () => {
  const em = db.unit();
  const write = (em: EntityManager) => em.execute(`update author set age = 5 where id = 1`);

  await expect(em.atomic(write, { readOnly: true })).rejects.toMatchObject({ code: '25006' });
  await em.atomic(async em => {
    await expect(em.atomic(write, { readOnly: true })).rejects.toMatchObject({ code: '25006' });
    await write(em);
  });

  expect(await db.rows('select age from author where id = 1')).toEqual([{ age: 5 }]);
});

test('a deferrable one is', async () => {
  const settings = `select current_setting('transaction_deferrable') as deferrable`;
  const options = { isolation: 'serializable', readOnly: true, deferrable: true } as const;

  expect(await db.unit().atomic(em => em.execute(settings), options)).toEqual([{ deferrable: 'on' }]);
});

test.each([
  ['attempts', { attempts: 0 }],
  ['attempts', { attempts: 1.5 }],
  ['timeout', { timeout: -1 }],
  ['backoff.base', { backoff: { base: Number.NaN } }],
  ['isolation', { isolation: 'snapshot' as never }],
  ['deferrable', { deferrable: true }],
])('the option %s that means nothing is refused before any statement', async (option, options) => {
  const { statements, result } = await recordStatements(db.orm, () =>
    db
      .unit()
      .atomic(async () => undefined, options)
      .catch((error: unknown) => error),
  );

  expect(result).toMatchObject({ option });
  expect(result).toBeInstanceOf(AtomicOptionsError);
  expect(statements).toEqual([]);
});

describe.each([
  ['a pool of many', db],
  ['a pool of one', alone],
])('with %s', (_, base) => {
  test('a statement that takes too long is cancelled, and the unit goes on', async () => {
    const em = base.unit();
    const ada = await em.findOneOrFail(Author, 1);

    const late = em.atomic(
      async em => {
        ada.age = 7;
        await em.flush();
        await em.execute('select pg_sleep(30)');
      },
      { timeout: 100 },
    );

    await expect(late).rejects.toBeInstanceOf(OperationTimeoutError);
    expect(ada).toMatchObject({ age: 0, version: 1 });
    ada.age = 8;
    await em.flush();
    expect(await base.rows('select age from author where id = 1')).toEqual([{ age: 8 }]);
  });

  test('a body that waits for something else is not waited for', async () => {
    const never = Promise.withResolvers<void>();

    const late = base.unit().atomic(() => never.promise, { timeout: 50 });

    await expect(late).rejects.toBeInstanceOf(OperationTimeoutError);
  });

  test('a signal that is aborted rolls back with its reason', async () => {
    const em = base.unit();
    const aborting = new AbortController();
    const reason = new Error('The client has gone.');

    const aborted = em.atomic(
      async em => {
        (await em.findOneOrFail(Author, 1)).age = 7;
        await em.flush();
        aborting.abort(reason);
        await em.find(Author, {});
      },
      { signal: aborting.signal },
    );

    await expect(aborted).rejects.toBe(reason);
    expect(await base.rows('select age from author where id = 1')).toEqual([{ age: 0 }]);
    expect(await em.findOneOrFail(Author, 1)).toMatchObject({ age: 0 });
  });

  test('one that is aborted before it begins sends nothing', async () => {
    const { statements } = await recordStatements(base.orm, async () => {
      const begun = base
        .unit()
        .atomic(async em => em.find(Author, {}), { signal: AbortSignal.abort(new Error('No.')) });
      await expect(begun).rejects.toThrow('No.');
    });

    expect(statements.filter(({ sql }) => !/^(begin|rollback)$/.test(sql))).toEqual([]);
  });
});

test('a lock that others hold is waited for again only when that was asked for', async () => {
  const em = db.unit();
  const blocked = (tried: number[]) => async (em: EntityManager) => {
    tried.push(1);
    if (tried.length === 1)
      await em.execute(`do $$ begin raise exception 'held' using errcode = '55P03'; end $$`);
  };
  const [once, twice] = [[] as number[], [] as number[]];

  await expect(em.atomic(blocked(once), { backoff: soon })).rejects.toMatchObject({ code: '55P03' });
  await em.atomic(blocked(twice), { backoff: soon, retryLockTimeouts: true });

  expect([once.length, twice.length]).toEqual([1, 2]);
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
