import { Entity, PrimaryKey, Property, ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { expect, inject, test } from 'vitest';
import { type EntityManager, MikroORM, operation, type Opt } from '../../src/index.ts';
import { fileDatabase } from '../../src/testing/vitest/index.ts';
import { randomFrom } from '../domain/random-from.ts';
import { CuttingProxy } from '../support/cutting-proxy.ts';

@Entity()
class Account {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer', version: true })
  version!: number & Opt;

  @Property({ type: 'integer' })
  balance!: number;
}

/** What happened, once each. */
@Entity()
class Transfer {
  @PrimaryKey({ type: 'integer' })
  id!: number;

  @Property({ type: 'integer' })
  source!: number;

  @Property({ type: 'integer' })
  target!: number;

  @Property({ type: 'integer' })
  amount!: number;
}

interface Order {
  readonly id: number;
  readonly source: number;
  readonly target: number;
  readonly amount: number;
}

const transfer = operation(
  'transfer',
  async (em, order: Order) => {
    const [source, target] = await both(em, order);
    em.create(Transfer, { ...order });
    source.balance -= order.amount;
    target.balance += order.amount;
  },
  { isolation: 'serializable', attempts: 1000, backoff: { base: 2, cap: 50 } },
);

async function both(em: EntityManager, { source, target }: Order): Promise<[Account, Account]> {
  const accounts = await em.find(Account, { id: [source, target] });
  const byId = (id: number) => accounts.find(account => account.id === id)!;
  return [byId(source), byId(target)];
}

const db = fileDatabase(
  async clientUrl => {
    const entities = [Account, Transfer];
    const orm = await MikroORM.init({ clientUrl, entities, metadataProvider: ReflectMetadataProvider });
    await orm.schema.create();
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

const accounts = 40;
const seed = Number(process.env['SELFSAME_SEED'] ?? 20_261_123);

test(`1,000 serialisable transfers, 16 at once, through a proxy that cuts every eighth COMMIT, happen exactly once (SELFSAME_SEED=${seed})`, async () => {
  await db.rows(
    `insert into account (id, version, balance) select n, 1, 100 from generate_series(1, ${accounts}) n`,
  );
  await using proxy = await CuttingProxy.before(db.url);
  const random = randomFrom(seed);
  const cuts = { before: 0, during: 0, after: 0 };
  proxy.cutOf = () => {
    const cut = (['before', 'during', 'after'] as const)[random(24)];
    if (cut) cuts[cut]++;
    return cut;
  };
  const orm = await MikroORM.init({
    clientUrl: proxy.url,
    entities: [Account, Transfer],
    metadataProvider: ReflectMetadataProvider,
    pool: { min: 0, max: 16 },
    logger: () => undefined,
  });
  const orders = Array.from({ length: 1000 }, (_, at): Order => {
    const source = 1 + random(accounts);
    return {
      id: at + 1,
      source,
      target: 1 + ((source + random(accounts - 1)) % accounts),
      amount: 1 + random(9),
    };
  });

  const waiting = orders.values();
  const buyers = Array.from({ length: 16 }, async () => {
    for (const order of waiting) await transfer(orm.em.fork(), order);
  });
  await Promise.all(buyers);
  await orm.close();

  expect(await db.rows('select id, source, target, amount from transfer order by id')).toEqual(
    orders.map(({ id, source, target, amount }) => ({ id, source, target, amount })),
  );
  expect(await db.rows('select id, balance from account order by id')).toEqual(balancesAfter(orders));
  expect(await db.rows('select sum(balance)::int as total from account')).toEqual([
    { total: 100 * accounts },
  ]);
  expect(Object.values(cuts).every(times => times > 10)).toBe(true);
  console.log(`${proxy.commits} COMMITs, cut ${JSON.stringify(cuts)}`);
});

function balancesAfter(orders: readonly Order[]): object[] {
  const balances = new Map(Array.from({ length: accounts }, (_, at) => [at + 1, 100]));
  const add = (id: number, amount: number) => balances.set(id, (balances.get(id) ?? 0) + amount);
  for (const { source, target, amount } of orders) {
    add(source, -amount);
    add(target, amount);
  }
  return [...balances].map(([id, balance]) => ({ id, balance }));
}
