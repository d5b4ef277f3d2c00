import { defineEntity, p } from '@mikro-orm/postgresql';
import { expect, inject, test } from 'vitest';
import { MikroORM } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';

const Host = defineEntity({
  name: 'Host',
  properties: { id: p.integer().primary(), email: p.string().unique(), name: p.string() },
});
const Visit = defineEntity({
  name: 'Visit',
  properties: { id: p.integer().primary(), host: () => p.manyToOne(Host).targetKey('email') },
});

const db = fileDatabase(
  async clientUrl => {
    const orm = await MikroORM.init({ clientUrl, entities: [Host, Visit] });
    await orm.schema.create();
    await orm.em
      .fork()
      .execute(`insert into host values (1, 'a@x', 'Ada'); insert into visit values (1, 'a@x')`);
    return orm;
  },
  () => ({ url: inject('selfsame').url, name: 'template1' }),
);

test('a relation by an alternate key leads to the loaded object', async () => {
  const em = db.unit();
  const host = await em.findOneOrFail(Host, 1);

  const visit = await em.findOneOrFail(Visit, 1);

  expect(visit.host === host).toBe(true);
});

test('an object that has another alternate key in memory is still that of its row', async () => {
  const em = db.unit();
  const host = await em.findOneOrFail(Host, 1);
  host.email = 'b@x';

  const visit = await em.findOneOrFail(Visit, 1);

  expect(visit.host === host).toBe(true);
});

test('a reference by an alternate key becomes the object of the row that is loaded', async () => {
  const em = db.unit();
  const visit = await em.findOneOrFail(Visit, 1);

  const host = await em.findOneOrFail(Host, 1);

  expect(visit.host === host).toBe(true);
  expect(visit.host).toMatchObject({ id: 1, email: 'a@x', name: 'Ada' });
  expect(await em.findOne(Host, { email: 'a@x' })).toBe(host);
  const { statements } = await recordStatements(db.orm, () => em.flush());
  expect(statements).toEqual([]);
  host.name = 'changed';
  await em.flush();
  expect(await db.rows('select name from host')).toEqual([{ name: 'changed' }]);
});
