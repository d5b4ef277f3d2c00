import { describe, expect, test } from 'vitest';
import {
  type EntityManager,
  IsolationLevel,
  UniqueAttemptsError,
  UniqueOptionsError,
  UniqueViolationError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/matchers/record-statements.ts';
import { failure } from '../lock/given.ts';
import { Holder, Pass, passDatabase } from './tickets.ts';

const db = passDatabase(1);
let tokens = 0;

function newToken(): string {
  return `token ${++tokens}`;
}

/** A pass that somebody has, and a holder for others. */
async function givenPass(place: number | null = null): Promise<{ taken: string; id: number }> {
  const taken = newToken();
  const holder = new Holder('Ada');
  const pass = new Pass(taken, holder);
  pass.place = place;
  await db.given(pass);
  return { taken, id: holder.id };
}

/** Runs `body` in a unit by itself, or in a transaction of it. */
type Run = <T>(em: EntityManager, body: (em: EntityManager) => Promise<T>) => Promise<T>;

const { READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE } = IsolationLevel;
const inLevel =
  (isolationLevel: IsolationLevel): Run =>
  (em, body) =>
    em.transactional(body, { isolationLevel });

const ways: [string, Run][] = [
  ['outside a transaction', (em, body) => body(em)],
  ...[READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE].map((level): [string, Run] => [
    `at ${level}`,
    inLevel(level),
  ]),
  ['in a savepoint', (em, body) => em.transactional(outer => outer.transactional(body))],
  [
    'after em.begin',
    async (em, body) => {
      await em.begin();
      const result = await body(em);
      await em.commit();
      return result;
    },
  ],
];

describe.for(ways)('%s', ([, run]) => {
  test('a token that is taken twice is tried again, and the third is stored', async () => {
    const { taken, id } = await givenPass();
    const free = newToken();
    const em = db.unit();
    const asked: number[] = [];

    const pass = await run(em, async inner => {
      const holder = await inner.findOneOrFail(Holder, id, { populate: ['passes'] });
      const created = await inner.createUnique(Pass, attempt => {
        asked.push(attempt);
        return { token: attempt < 3 ? taken : free, holder };
      });
      expect(holder.passes.getItems().map(({ token }) => token)).toEqual([taken, free]);
      expect(inner.getUnitOfWork().getPersistStack().size).toBe(0);
      return created;
    });

    expect(asked).toEqual([1, 2, 3]);
    expect(pass).toMatchObject({ token: free, version: 1, used: false, seal: `sealed ${free}` });
    expect(pass.issuedAt).toBeInstanceOf(Date);
    expect(await em.findOneOrFail(Pass, { token: free }, { refresh: true })).toBe(pass);
    pass.place = 100_000 + tokens;
    await em.flush();
    expect(pass.version).toBe(2);
  });

  test('what is pending stays pending, edited, new and removed, and is flushed later', async () => {
    const [{ taken, id }, other] = [await givenPass(), await givenPass()];
    const [free, mine] = [newToken(), newToken()];
    const em = db.unit();

    await run(em, async inner => {
      const holder = await inner.findOneOrFail(Holder, id);
      const removed = await inner.findOneOrFail(Pass, { token: other.taken });
      holder.name = 'Mine';
      inner.remove(removed);
      const pending = inner.create(Pass, { token: mine, holder });

      const recording = await recordStatements(db.orm, () =>
        inner.createUnique(Pass, attempt => ({ token: attempt === 1 ? taken : free, holder })),
      );

      expect(recording.statements.filter(({ sql }) => /^(update|delete)/.test(sql))).toEqual([]);
      expect(recording.statements.filter(({ sql }) => sql.startsWith('insert'))).toHaveLength(2);
      expect(holder).toMatchObject({ name: 'Mine', version: 1 });
      expect(pending.id).toBeUndefined();
      await inner.flush();
    });

    expect(await db.rows('select name, version from holder where id = $1', [id])).toEqual([
      { name: 'Mine', version: 2 },
    ]);
    const stored = await db.rows('select token from pass where token = any($1) order by id', [
      [other.taken, mine, free],
    ]);
    expect(stored).toEqual([{ token: free }, { token: mine }]);
  });

  test('another constraint is not tried again, and leaves the transaction usable and no trace', async () => {
    const place = 1000 + tokens;
    const { id } = await givenPass(place);
    const em = db.unit();
    const [token, later] = [newToken(), newToken()];

    await run(em, async inner => {
      const holder = await inner.findOneOrFail(Holder, id, { populate: ['passes'] });
      const generate = () => ({ token, place, holder });
      const error = await failure(inner.createUnique(Pass, generate, { constraint: 'pass_open_token' }));
      expect(error).toBeInstanceOf(UniqueViolationError);
      expect(error).toMatchObject({ constraint: 'pass_place_unique', properties: ['place'] });
      expect(holder.passes).toHaveLength(1);
      await inner.createUnique(Pass, () => ({ token: later, holder }));
    });

    expect(await db.rows('select 1 from pass where token = any($1)', [[token, later]])).toHaveLength(1);
  });

  test('after the last attempt the error names the constraint, and the transaction goes on', async () => {
    const { taken, id } = await givenPass();
    const em = db.unit();
    const later = newToken();

    await run(em, async inner => {
      const holder = await inner.findOneOrFail(Holder, id);
      const generate = () => ({ token: taken, holder });
      const error = await failure(inner.createUnique(Pass, generate, { attempts: 2 }));
      expect(error).toBeInstanceOf(UniqueAttemptsError);
      expect(error).toMatchObject({ entity: 'Pass', constraint: 'pass_open_token', attempts: 2 });
      expect((error as Error).cause).toBeInstanceOf(UniqueViolationError);
      await inner.createUnique(Pass, () => ({ token: later, holder }));
    });

    expect(await db.rows('select 1 from pass where token = $1', [later])).toHaveLength(1);
  });

  test('what is pending in the unit is taken as well', async () => {
    const { taken, id } = await givenPass();
    const em = db.unit();
    const [pending, renamed, free] = [newToken(), newToken(), newToken()];

    await run(em, async inner => {
      const holder = await inner.findOneOrFail(Holder, id);
      (await inner.findOneOrFail(Pass, { token: taken })).token = renamed;
      inner.create(Pass, { token: pending, holder });
      const values = [pending, renamed, free];

      const recording = await recordStatements(db.orm, () =>
        inner.createUnique(Pass, attempt => ({ token: values[attempt - 1]!, holder })),
      );

      expect(recording.statements.filter(({ sql }) => sql.startsWith('insert'))).toHaveLength(1);
      await inner.flush();
    });

    const sql = 'select 1 from pass where token = any($1)';
    expect(await db.rows(sql, [[pending, renamed, free]])).toHaveLength(3);
  });
});

test('outside a transaction an attempt is one statement, in one it is a savepoint in the same message', async () => {
  const { taken, id } = await givenPass();
  const em = db.unit();
  const holder = await em.findOneOrFail(Holder, id);
  const sqlOf = async (inner: EntityManager) => {
    const values = [taken, newToken()];
    const { statements } = await recordStatements(db.orm, () =>
      inner.createUnique(Pass, attempt => ({ token: values[attempt - 1]!, holder })),
    );
    return statements.map(({ sql }) => sql.split(' ', 1)[0]);
  };

  expect(await sqlOf(em)).toEqual(['insert', 'insert']);
  await em.transactional(async inner => {
    await inner.count(Pass);
    expect(await sqlOf(inner)).toEqual(['savepoint', 'insert', 'rollback', 'savepoint', 'insert']);
  });
});

test('a value whose holder left the partial index is free', async () => {
  const { taken, id } = await givenPass();
  await db.rows('update pass set used = true where token = $1', [taken]);
  const em = db.unit();

  const pass = await em.createUnique(Pass, () => ({ token: taken, holder: em.getReference(Holder, id) }));

  expect(pass.token).toBe(taken);
});

test('a new object that the row refers to is stored with it, once a row is stored', async () => {
  const { taken } = await givenPass();
  const em = db.unit();
  const holder = em.create(Holder, { name: 'New' });
  const values = [taken, newToken()];

  const pass = await em.createUnique(Pass, attempt => ({ token: values[attempt - 1]!, holder }));

  expect(pass.holder).toBe(holder);
  expect(holder).toMatchObject({ version: 1, id: expect.any(Number) });
  expect(await recordStatements(db.orm, () => em.flush())).toHaveSent(0);
  expect(await db.rows('select 1 from holder where id = $1', [holder.id])).toHaveLength(1);
});

test('a transaction that is rolled back takes the row along, and memory with it', async () => {
  const { id } = await givenPass();
  const em = db.unit();
  const holder = await em.findOneOrFail(Holder, id, { populate: ['passes'] });
  const token = newToken();

  await failure(
    em.transactional(async inner => {
      await inner.createUnique(Pass, () => ({ token, holder }));
      throw new Error('no');
    }),
  );

  expect(holder.passes).toHaveLength(1);
  expect(await em.findOne(Pass, { token })).toBeNull();
  const again = await em.createUnique(Pass, () => ({ token, holder }));
  expect(holder.passes.getItems()).toContain(again);
});

test('what the generator throws comes out, and options that mean nothing are refused before any statement', async () => {
  const em = db.unit();
  const recording = await recordStatements(db.orm, async () => {
    const failed = em.createUnique(Pass, () => Promise.reject(new Error('no token')));
    expect(await failure(failed)).toMatchObject({ message: 'no token' });
    for (const attempts of [0, -1, 1.5, Number.NaN]) {
      const refused = em.createUnique(Pass, () => expect.fail('asked'), { attempts });
      expect(await failure(refused)).toBeInstanceOf(UniqueOptionsError);
    }
  });

  expect(recording).toHaveSent(0);
});
