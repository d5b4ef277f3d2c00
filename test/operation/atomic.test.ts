import { beforeEach, describe, expect, test } from 'vitest';
import { type EntityManager, WeakerTransactionError } from '../../src/index.ts';
import { race } from '../../src/testing/race/race.ts';
import { recordStatements } from '../../src/testing/matchers/record-statements.ts';
import { isolations } from '../laws/isolations.ts';
import { Author, Book, libraryDatabase } from '../support/library.ts';

const db = libraryDatabase();
const soon = { base: 1, cap: 1 };

beforeEach(async () => {
  await db.rows('truncate author, book, tag, book_tags, copies cascade');
  await db.given(new Author(1, 'Ada'), new Author(2, 'Bob'));
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
