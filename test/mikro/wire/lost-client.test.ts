import { expect, test } from 'vitest';
import { Customer } from '../../../entities/index.ts';
import config from '../../../mikro-orm.config.ts';
import { type EntityManager, MikroORM } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const quiet = { ...config, logger: () => undefined };

async function loseConnection(em: EntityManager): Promise<void> {
  await em.execute('select pg_terminate_backend(pg_backend_pid())');
}

test('connections lost inside transactions leave the pool as large as it was, and it can be closed', async () => {
  const orm = await MikroORM.init({ ...quiet, clientUrl: db.url, pool: { min: 0, max: 2 } });

  for (let lost = 0; lost < 5; lost++) {
    await expect(orm.em.fork().transactional(loseConnection)).rejects.toMatchObject({ code: '57P01' });
  }

  await Promise.all([1, 2].map(() => orm.em.fork().transactional(em => em.count(Customer))));
  await orm.close();
});

test('a connection lost inside a savepoint is given back too', async () => {
  const orm = await MikroORM.init({ ...quiet, clientUrl: db.url, pool: { min: 0, max: 1 } });

  for (let lost = 0; lost < 3; lost++) {
    const nested = orm.em.fork().transactional(em => em.transactional(loseConnection));
    await expect(nested).rejects.toMatchObject({ code: '57P01' });
  }

  expect(await orm.em.fork().count(Customer)).toBe(0);
  await orm.close();
});

test('a rollback that the server refuses still fails', async () => {
  const pool = await db.orm.driver.getConnection().getNativeClient();
  const client = await pool.connect();

  await client.query('begin');
  const refused = client.query('rollback to savepoint nothing');

  await expect(refused).rejects.toMatchObject({ code: '3B001' });
  expect(await client.query('rollback')).toMatchObject({ command: 'ROLLBACK' });
  client.release();
});
