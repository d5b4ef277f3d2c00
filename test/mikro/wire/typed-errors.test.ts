import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as mikro from '@mikro-orm/postgresql';
import { Customer, Film, Show } from '../../../entities/index.ts';
import * as selfsame from '../../../src/index.ts';
import { type EntityManager } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const facts = {
  releasedOn: '1979-05-25',
  rating: 'R',
  runningTime: 117,
  director: null,
  distributor: null,
} as const;
const ADA = `'ada@example.com'`;

beforeAll(() => db.orm.connect());
beforeEach(async () => {
  await db.rows('truncate customer, seat, show, film, cart, ticket restart identity cascade');
  await db.rows(`insert into customer (email, name) values (${ADA}, 'Ada')`);
});

const insertAda = `insert into customer (email, name) values (${ADA}, 'Other')`;

/** Every way to a statement. */
const paths: Record<string, (em: EntityManager, sql: string) => Promise<unknown>> = {
  'em.execute': (em, sql) => em.execute(sql),
  connection: (em, sql) => em.getConnection().execute(sql),
  'kysely, with parameters': em =>
    em
      .getKysely<{ customer: { email: string; name: string } }>()
      .insertInto('customer')
      .values({ email: 'ada@example.com', name: 'Other' })
      .execute(),
  'query builder': em =>
    em
      .createQueryBuilder(Customer)
      .insert({ email: 'ada@example.com', name: 'Other' } as never)
      .execute(),
  flush: em => em.persist(new Customer('ada@example.com', 'Other')).flush(),
  stream: em => Array.fromAsync(em.getConnection().stream(insertAda)),
  pool: async em => (await em.getConnection().getNativeClient()).query(insertAda),
};

describe.each(Object.keys(paths))('through %s', path => {
  test.each(['outside a transaction', 'inside one'])(
    'a duplicate is a UniqueViolationError, %s',
    async where => {
      const em = db.unit();
      const send = (unit: EntityManager) => paths[path]!(unit, insertAda);

      const work = where === 'inside one' ? em.transactional(send) : send(em);
      const error = await refused(work);

      expect(error).toBeInstanceOf(selfsame.UniqueViolationError);
      expect(error).toBeInstanceOf(mikro.UniqueConstraintViolationException);
      expect(error).toMatchObject({
        name: 'UniqueViolationError',
        code: '23505',
        sqlState: '23505',
        constraint: 'customer_email_unique',
        table: 'customer',
        schema: 'public',
        columns: ['email'],
        entity: 'Customer',
        properties: ['email'],
        cause: { code: '23505', severity: 'ERROR' },
      });
      expect(error.message).not.toContain('ada@example.com');
      expect(error.stack).toContain('UniqueViolationError: ');
    },
  );
});

describe('the class follows the SQLSTATE, and is what MikroORM throws as well', () => {
  const raise = (code: string) => `do $$ begin raise exception 'no' using errcode = '${code}'; end $$`;
  test.each([
    ['23503', selfsame.ForeignKeyViolationError, mikro.ForeignKeyConstraintViolationException],
    ['23001', selfsame.ForeignKeyViolationError, mikro.ForeignKeyConstraintViolationException],
    ['23502', selfsame.NotNullViolationError, mikro.NotNullConstraintViolationException],
    ['23514', selfsame.CheckViolationError, mikro.CheckConstraintViolationException],
    ['23P01', selfsame.ExclusionViolationError, mikro.ConstraintViolationException],
    ['40001', selfsame.SerializationFailureError, mikro.DeadlockException],
    ['40P01', selfsame.DeadlockError, mikro.DeadlockException],
    ['55P03', selfsame.LockTimeoutError, mikro.LockWaitTimeoutException],
    ['25006', selfsame.ReadOnlyError, mikro.ReadOnlyException],
    ['57014', selfsame.QueryCanceledError, mikro.DriverException],
    ['53300', selfsame.PoolExhaustedError, mikro.ConnectionException],
    ['57P03', selfsame.ConnectionLostError, mikro.ConnectionException],
    ['08006', selfsame.ConnectionLostError, mikro.ConnectionException],
    ['42P01', mikro.TableNotFoundException, mikro.DriverException],
    ['22012', mikro.DriverException, mikro.DriverException],
  ])('%s', async (code, type, base) => {
    const error = await refused(db.unit().getConnection().execute(raise(code)));

    expect(error).toMatchObject({ name: type.name, code, sqlState: code, cause: { code } });
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(base);
  });

  test('a time-out of the statement is not a cancel', async () => {
    const error = await refused(
      db.unit().transactional(async em => {
        await em.execute('set local statement_timeout = 20');
        await em.execute('select pg_sleep(5)');
      }),
    );

    expect(error).toMatchObject({ name: 'StatementTimeoutError', code: '57014' });
  });
});

describe('the rule is named in the words of the entity', () => {
  test.each([
    [
      `insert into cart (session, customer_id) values ('s', 999)`,
      {
        constraint: 'cart_customer_id_foreign',
        entity: 'Cart',
        properties: ['customer'],
        columns: ['customer_id'],
      },
    ],
    [
      `insert into customer (email) values ('bob@example.com')`,
      { constraint: undefined, entity: 'Customer', properties: ['name'], columns: ['name'] },
    ],
    [
      `insert into customer (email, name, credit) values ('bob@example.com', 'Bob', -1)`,
      { constraint: 'customer_credit_check', entity: 'Customer' },
    ],
    [
      `insert into customer (id, email, name) values (1, 'bob@example.com', 'Bob')`,
      { constraint: 'customer_pkey', entity: 'Customer', properties: ['id'] },
    ],
  ])('%s', async (sql, facts) => {
    expect(await refused(db.unit().execute(sql))).toMatchObject(facts);
  });

  test('a row that is still referred to names the relation that refers to it', async () => {
    await db.given(
      new Show(new Film({ title: 'Alien', ...facts }), new Date('2030-01-01T20:00:00Z'), 950, 4),
    );

    expect(await refused(db.unit().execute('delete from film'))).toMatchObject({
      name: 'ForeignKeyViolationError',
      constraint: 'show_film_id_foreign',
      entity: 'Show',
      properties: ['film'],
    });
  });

  test('a composite key is all of its properties', async () => {
    await db.given(
      new Show(new Film({ title: 'Alien', ...facts }), new Date('2030-01-01T20:00:00Z'), 950, 4),
    );
    const seat = `insert into seat (show_id, number, row, price, list_price) select id, 1, 'A', 950, 950 from show`;
    await db.rows(seat);

    expect(await refused(db.unit().execute(seat))).toMatchObject({
      entity: 'Seat',
      properties: ['show', 'number'],
      columns: ['show_id', 'number'],
    });
  });
});

test('where MikroORM asks by class, its own tools go on working', async () => {
  await db.unit().execute('drop table if exists nothing');
  await expect(db.unit().execute('select * from nothing')).rejects.toBeInstanceOf(
    mikro.TableNotFoundException,
  );
  await db.orm.schema.ensureDatabase();
  expect(await db.orm.checkConnection()).toMatchObject({ ok: true });
});

async function refused(work: Promise<unknown>): Promise<Error & { code?: string }> {
  return work.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: Error) => error,
  );
}
