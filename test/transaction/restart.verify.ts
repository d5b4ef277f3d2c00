import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Customer } from '../../entities/index.ts';
import config from '../../mikro-orm.config.ts';
import { MikroORM, outcomeOf } from '../../src/index.ts';
import { type PostgresServer, startPostgres } from '../../src/testing/index.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { scratchDirectory } from '../testing/scratch.ts';

/** A server of its own that can be stopped and started again, with an ORM that reaches it through a proxy. */
async function restartable() {
  const directory = join(scratchDirectory(), 'data');
  const start = async (port?: number) => {
    const options = { directory, env: {} };
    return startPostgres(port === undefined ? options : { ...options, port });
  };
  let server: PostgresServer = await start();
  const port = Number(new URL(server.url).port);
  const proxy = await CuttingProxy.before(server.url);
  const orm = await MikroORM.init({ ...config, clientUrl: proxy.url, logger: () => undefined });
  await orm.schema.create();
  return {
    orm,
    proxy,
    stop: () => server.stop(),
    start: async () => void (server = await start(port)),
    async [Symbol.asyncDispose]() {
      await orm.close();
      await proxy[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

test('a server that restarts under a transaction has rolled it back, and the next one succeeds', async () => {
  await using db = await restartable();
  const em = db.orm.em.fork();

  const error: unknown = await em
    .transactional(async inner => {
      await inner.persist(new Customer('ada@example.com', 'Ada')).flush();
      await db.stop();
      await db.start();
    })
    .catch((reason: unknown) => reason);

  expect(outcomeOf(error)).toBe('connection lost');
  expect(await em.fork().count(Customer)).toBe(0);
  await em.fork().persist(new Customer('ada@example.com', 'Ada')).flush();
});

test('a server that restarts once it has committed is asked when it is back', async () => {
  await using db = await restartable();
  const em = db.orm.em.fork();
  let restarted: Promise<void> | undefined;
  db.proxy.cutOf = () => {
    // The COMMIT arrives before the signal to stop does.
    restarted = new Promise<void>(resolve => setTimeout(resolve, 100)).then(db.stop).then(db.start);
    db.proxy.refuses = true;
    void restarted.then(() => (db.proxy.refuses = false));
    return 'during';
  };

  await em.transactional(inner => inner.persist(new Customer('ada@example.com', 'Ada')).flush());

  await restarted;
  db.proxy.cutOf = () => undefined;
  expect(await em.fork().count(Customer)).toBe(1);
});
