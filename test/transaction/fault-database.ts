import { beforeAll, beforeEach, expect } from 'vitest';
import { Customer } from '../../entities/index.ts';
import config from '../../mikro-orm.config.ts';
import { type EntityManager, MikroORM, outcomeOf, type Outcome } from '../../src/index.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';
import { testDatabase } from '../support/database.ts';

/** What a transaction does, with the point at which the fault happens. */
export type Work = (em: EntityManager) => Promise<unknown>;

const insertAda = `insert into customer (email, name) values ('ada@example.com', 'Ada')`;

/** The ways in which a transaction writes a customer called Ada. */
export const writes = {
  flush: em => em.persist(new Customer('ada@example.com', 'Ada')).flush(),
  'raw SQL': em => em.execute(insertAda),
  'raw SQL that hides its write': em => em.execute(`/* hidden */ ${insertAda}`),
  'a function': em => em.execute(`select store_ada()`),
  kysely: em =>
    em
      .getKysely<{ customer: { email: string; name: string } }>()
      .insertInto('customer')
      .values({ email: 'ada@example.com', name: 'Ada' })
      .execute(),
} as const satisfies Record<string, Work>;

interface Told {
  readonly outcome: Outcome | 'committed';
  readonly error: Error;
}

/** What the caller of a transaction is told. */
export async function told(work: Promise<unknown>): Promise<Told> {
  return work.then(
    () => ({ outcome: 'committed', error: new Error('none') }),
    (error: Error) => ({ outcome: outcomeOf(error), error }),
  );
}

/** A database with an ORM of two connections that reaches it through a proxy. */
export function faultDatabase() {
  const db = testDatabase();
  let proxy: CuttingProxy;
  let orm: MikroORM;
  const others = (sql: string) => db.rows(sql);

  beforeAll(async () => {
    proxy = await CuttingProxy.before(db.url);
    const options = { pool: { min: 0, max: 2 }, driverOptions: { connectionTimeoutMillis: 300 } };
    orm = await MikroORM.init({ ...config, ...options, clientUrl: proxy.url, logger: () => undefined });
    await orm.connect();
    await others(
      `create table part (id int primary key, of int references customer deferrable initially deferred)`,
    );
    await others(`create function store_ada() returns void language sql as $$ ${insertAda} $$`);
    return async () => {
      await orm.close();
      await proxy[Symbol.asyncDispose]();
    };
  });

  beforeEach(async () => {
    await others('truncate customer, part, cart, ticket, seat restart identity cascade');
    await others(
      `insert into customer (email, name) values ('first@example.com', 'First'), ('second@example.com', 'Second')`,
    );
  });

  return {
    /** Past the proxy. */
    others,
    get url(): string {
      return db.url;
    },
    get proxy(): CuttingProxy {
      return proxy;
    },
    unit: () => orm.em.fork(),
    stored: async () => (await others(`select from customer where name = 'Ada'`)).length === 1,
    /** The unit, and both connections of the pool, can be used, and are in no transaction. */
    async expectUsable(em: EntityManager): Promise<void> {
      proxy.cutOf = () => undefined;
      expect(await em.count(Customer)).toBeGreaterThan(1);
      const both = [1, 2].map(() =>
        orm.em.fork().transactional(async inner => {
          await inner.execute('select pg_sleep(0.05)');
          return inner.count(Customer);
        }),
      );
      expect(await Promise.all(both)).toHaveLength(2);
    },
    /** Waits until `sql` finds a row. */
    async until(sql: string): Promise<void> {
      await expect.poll(() => others(sql), { timeout: 10_000, interval: 20 }).not.toEqual([]);
    },
    /** Keeps a COMMIT that inserts customers busy, until the returned function is called. */
    async slowCommit(): Promise<() => Promise<unknown>> {
      await others(`create function wait() returns trigger language plpgsql
        as $$ begin perform pg_sleep(20); return null; end $$`);
      await others(`create constraint trigger slow after insert on customer deferrable initially deferred
        for each row execute function wait()`);
      return () => others('drop trigger slow on customer; drop function wait');
    },
  };
}
