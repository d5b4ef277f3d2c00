import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { Customer } from '../../../entities/index.ts';
import config from '../../../mikro-orm.config.ts';
import { MikroORM, RolledBackError, type Statement } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

// The first use of a pool asks whether the database exists, which is not what is tested here.
beforeAll(() => db.orm.connect());

/** What the server was sent, and answered, while `body` ran. */
async function heard(body: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const stop = db.orm.driver.getConnection().wire.listen(statement => statements.push(statement));
  await body().finally(stop);
  return statements;
}

const commands = (statements: Statement[]) =>
  statements.map(({ tags }) => tags.map(tag => tag.command).join('; '));

test('a transaction is heard whole: begin, savepoint, statements, release and commit', async () => {
  const statements = await heard(() =>
    db.unit().transactional(async em => {
      await em.transactional(async inner => {
        inner.persist([new Customer('ada@example.com', 'Ada'), new Customer('bob@example.com', 'Bob')]);
      });
      await em.execute('update customer set credit = 5');
    }),
  );

  expect(commands(statements)).toEqual(['BEGIN', 'SAVEPOINT', 'INSERT', 'RELEASE', 'UPDATE', 'COMMIT']);
  expect(statements.map(({ tags }) => tags[0]?.rows)).toEqual([null, null, 2, null, 2, null]);
  expect(new Set(statements.map(({ backend }) => backend)).size).toBe(1);
  expect(statements.every(({ took }) => took > 0)).toBe(true);
});

test('a rollback, and a commit that the server answers with a rollback, are heard as what they are', async () => {
  const statements = await heard(async () => {
    const transaction = db.unit().transactional(async em => {
      await em.execute('select nothing').catch(() => undefined);
    });
    await expect(transaction).rejects.toThrow(RolledBackError);
  });

  expect(statements.map(({ sql }) => sql)).toEqual(['begin', 'select nothing', 'commit']);
  expect(statements[1]?.error).toMatchObject({ code: '42703' });
  expect(commands(statements)[2]).toBe('ROLLBACK');
});

test('kysely, the query builder, raw statements and several statements in one text are heard', async () => {
  const statements = await heard(async () => {
    const em = db.unit();
    await em
      .getKysely<{ customer: { email: string } }>()
      .selectFrom('customer')
      .selectAll()
      .where('email', '=', 'nobody')
      .execute();
    await em.createQueryBuilder(Customer).select('id').execute();
    await em.execute('select 1; select 2 where false');
  });

  expect(commands(statements)).toEqual(['SELECT', 'SELECT', 'SELECT; SELECT']);
  expect(statements[0]?.values).toEqual(['nobody']);
  expect(statements[2]?.tags.map(tag => tag.rows)).toEqual([1, 0]);
});

test('a cursor is heard once, whether it is read to its end, left early or fails', async () => {
  const toTheEnd = await heard(async () => {
    for await (const _ of db.unit().stream(Customer, {})) continue;
  });
  const leftEarly = await heard(async () => {
    for await (const _ of db.unit().stream(Customer, { chunkSize: 1 })) break;
  });
  const failing = await heard(async () => {
    const rows = db.orm.driver.getConnection().stream('select 1 / 0');
    await expect(Array.fromAsync(rows)).rejects.toThrow('division by zero');
  });

  expect(commands(toTheEnd)).toEqual(['SELECT']);
  expect(leftEarly).toHaveLength(1);
  expect(failing).toMatchObject([{ sql: 'select 1 / 0', tags: [], error: { code: '22012' } }]);
});

test('a client used by hand is heard through callbacks and query objects, and answers as ever', async () => {
  const pool = await db.orm.driver.getConnection().getNativeClient();
  const statements = await heard(async () => {
    const client = await pool.connect();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    client.query('select $1::int as one', [1], (_error, result) => resolve(result.rows));
    expect(await promise).toEqual([{ one: 1 }]);

    const query = client.query(new pg.Query('select 2 as two'));
    const rows: unknown[] = [];
    query.on('row', row => rows.push(row));
    await new Promise(end => query.on('end', end));
    expect(rows).toEqual([{ two: 2 }]);
    client.release();
  });

  expect(commands(statements)).toEqual(['SELECT', 'SELECT']);
  expect(statements[0]?.values).toEqual([1]);
});

test('nobody is told anything after the listening stops', async () => {
  const statements = await heard(async () => undefined);

  await db.unit().count(Customer);

  expect(statements).toEqual([]);
});

test("an application's own client class stays in use", async () => {
  class OwnClient extends pg.Client {}
  await using orm = await MikroORM.init({
    ...config,
    clientUrl: db.url,
    driverOptions: { Client: OwnClient },
  });
  const pool = await orm.driver.getConnection().getNativeClient();

  const client = await pool.connect();

  expect(client).toBeInstanceOf(OwnClient);
  client.release();
});
