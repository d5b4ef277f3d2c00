import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Customer } from '../../../entities/index.ts';
import {
  BrokenTransactionError,
  type EntityManager,
  RolledBackError,
  type Statement,
  UniqueViolationError,
} from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

beforeAll(() => db.orm.connect());
beforeEach(async () => {
  await db.rows('truncate customer restart identity cascade');
  await db.rows(`insert into customer (email, name) values ('ada@example.com', 'Ada')`);
});

const duplicate = (em: EntityManager) =>
  em.execute(`insert into customer (email, name) values ('ada@example.com', 'Other')`);
const bob = (em: EntityManager) =>
  em.execute(`insert into customer (email, name) values ('bob@example.com', 'Bob')`);
const emails = async () =>
  (await db.rows('select email from customer order by id')).map(({ email }) => email);

async function heard(body: () => Promise<unknown>): Promise<string[]> {
  const statements: Statement[] = [];
  const stop = db.orm.driver.getConnection().wire.listen(statement => statements.push(statement));
  await body().finally(stop);
  return statements.map(({ sql }) => sql.split(' ')[0] ?? '');
}

const ways: Record<string, (em: EntityManager) => Promise<unknown>> = {
  'em.execute': em => em.execute('select 1'),
  find: em => em.find(Customer, {}),
  flush: em => em.persist(new Customer('eve@example.com', 'Eve')).flush(),
  kysely: em => em.getKysely<{ customer: { id: number } }>().selectFrom('customer').select('id').execute(),
  stream: em => Array.fromAsync(em.stream(Customer, {})),
};

describe('after a statement failed, nothing else of the transaction is sent', () => {
  test.each(Object.keys(ways))('%s is refused with the error that broke it', async way => {
    let second: unknown;

    const sent = await heard(async () => {
      const transaction = db.unit().transactional(async em => {
        await duplicate(em).catch(() => undefined);
        second = await ways[way]!(em).catch((error: unknown) => error);
        throw new Error('enough');
      });
      await expect(transaction).rejects.toThrow('enough');
    });

    expect(second).toBeInstanceOf(BrokenTransactionError);
    expect(second).toMatchObject({ code: '25P02', cause: expect.any(UniqueViolationError) });
    expect(sent).toEqual(['begin', 'insert', 'rollback']);
  });

  test('also when a stream was what failed', async () => {
    const transaction = db.unit().transactional(async em => {
      const rows = em.getConnection().stream('select 1 / 0', [], em.getTransactionContext() as never);
      await Array.fromAsync(rows).catch(() => undefined);
      await em.execute('select 1');
    });

    await expect(transaction).rejects.toMatchObject({ code: '25P02', cause: { code: '22012' } });
  });

  test('also when it could not be parsed, so that its BEGIN was not run either', async () => {
    const em = db.unit();
    const transaction = em.transactional(async inner => {
      await inner.execute('selec 1').catch(() => undefined);
      await bob(inner);
    });

    await expect(transaction).rejects.toMatchObject({ code: '25P02', cause: { code: '42601' } });
    expect(await emails()).toEqual(['ada@example.com']);
    expect(await em.count(Customer)).toBe(1);
  });
});

test.each([
  ['duplicate', duplicate, UniqueViolationError],
  ['unparsed', (em: EntityManager) => em.execute('selec 1'), Error],
])('a swallowed error (%s) makes the commit fail, with that error as the cause', async (_, fail, type) => {
  const em = db.unit();

  const transaction = em.transactional(async inner => {
    await fail(inner).catch(() => undefined);
  });

  const error: unknown = await transaction.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RolledBackError);
  expect(error).toMatchObject({ code: 'SELFSAME_ROLLED_BACK', cause: expect.any(type) });
  await em.transactional(bob);
  expect(await emails()).toEqual(['ada@example.com', 'bob@example.com']);
});

test('a text of several statements that ended in a failed transaction is answered by the commit too', async () => {
  const pool = await db.orm.driver.getConnection().getNativeClient();
  const client = await pool.connect();
  await client.query(`begin; insert into customer (email, name) values ('bob@example.com', 'Bob')`);
  await client.query('select 1 / 0').catch(() => undefined);

  await expect(client.query('commit')).rejects.toMatchObject({
    name: 'RolledBackError',
    cause: { code: '22012' },
  });

  expect(await client.query('select 1')).toMatchObject({ command: 'SELECT' });
  client.release();
});

describe('a savepoint', () => {
  test('that failed is rolled back, and the transaction goes on', async () => {
    await db.unit().transactional(async em => {
      await expect(em.transactional(duplicate)).rejects.toBeInstanceOf(UniqueViolationError);
      await bob(em);
    });

    expect(await emails()).toEqual(['ada@example.com', 'bob@example.com']);
  });

  test.each(['duplicate', 'unparsed'])('whose error (%s) was swallowed cannot be released', async which => {
    await db.unit().transactional(async em => {
      const inner = em.transactional(async nested => {
        const failing = which === 'duplicate' ? duplicate(nested) : nested.execute('selec 1');
        await failing.catch(() => undefined);
      });
      await expect(inner).rejects.toMatchObject({ name: 'BrokenTransactionError', cause: expect.any(Error) });
      await bob(em);
    });

    expect(await emails()).toEqual(['ada@example.com', 'bob@example.com']);
  });

  test('that nothing followed is not sent, and neither is its end', async () => {
    const sent = await heard(() =>
      db.unit().transactional(async em => {
        await em.transactional(async () => undefined);
        await em.transactional(() => Promise.reject(new Error('no'))).catch(() => undefined);
        await bob(em);
      }),
    );

    expect(sent.filter(word => word === 'release')).toEqual([]);
    expect(await emails()).toEqual(['ada@example.com', 'bob@example.com']);
  });
});
