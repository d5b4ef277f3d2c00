import { randomUUID } from 'node:crypto';
import { defineEntity, type EntityManager, MikroORM, p } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../src/testing/index.ts';
import { race } from '../../../../src/testing/race/race.ts';

const Order = defineEntity({
  name: 'Order',
  tableName: 'orders',
  properties: {
    id: p.integer().primary().autoincrement(),
    buyer: p.string(),
    token: p.string(),
    createdAt: p.datetime(),
  },
});

const Line = defineEntity({
  name: 'Line',
  tableName: 'line',
  properties: {
    id: p.integer().primary().autoincrement(),
    order: () => p.manyToOne(Order),
    item: p.string(),
  },
});

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await cloneDatabase(inject('selfsame'));
  orm = await MikroORM.init({ clientUrl: database.url, entities: [Order, Line] });
  await orm.schema.create();
});

afterAll(async () => {
  await orm.close();
  await database.drop();
});

/** Burns a number of the sequence when others order at the same time, so that numbers are no serial order's. */
function order(buyer: string, wasteful = false) {
  return async (em: EntityManager) => {
    const [found] = await em.execute<{ n: number }[]>('select count(*)::int as n from orders');
    if (wasteful && found?.n === 0) await em.execute(`select nextval('orders_id_seq')`);
    return em.transactional(async inside => {
      const made = inside.create(Order, { buyer, token: randomUUID(), createdAt: new Date() });
      inside.create(Line, { order: made, item: `for ${buyer}` });
      await inside.flush();
      return made;
    });
  };
}

test('numbers that sequences gave, clocks and random tokens do not make an outcome another one', async () => {
  const report = await race(orm, { operations: { ada: order('ada', true), bob: order('bob') } });

  expect(report.verdict).toBe('covered');
  expect(report.caveats).toEqual(
    expect.arrayContaining([
      "'token' of what an operation returns differs between equal runs, so outcomes were compared without it.",
      'orders.token differs between equal runs, so outcomes were compared without it.',
    ]),
  );
});

test('what hangs on a new row still counts', async () => {
  const swapped = (buyer: string) => async (em: EntityManager) => {
    const [{ id } = { id: 0 }] = await em.execute<{ id: number }[]>(
      `insert into orders (buyer, token, created_at) values ('${buyer}', '', now()) returning id`,
    );
    const [last] = await em.execute<{ id: number }[]>('select max(id) as id from orders');
    await em.execute(`insert into line (order_id, item) values (${last?.id ?? id}, 'for ${buyer}')`);
  };
  const report = await race(orm, { operations: { ada: swapped('ada'), bob: swapped('bob') } });

  expect(report.verdict).toBe('fails');
});
