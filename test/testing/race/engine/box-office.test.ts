import { expect, test } from 'vitest';
import { Customer, Director } from '../../../../entities/index.ts';
import type { EntityManager } from '../../../../src/index.ts';
import { race } from '../../../../src/testing/race/race.ts';
import { testDatabase } from '../../../support/database.ts';

const db = testDatabase();

test("Selfsame's own managers are raced, and the ambient one is the operation's", async () => {
  const rename = (name: string) => async (em: EntityManager) => {
    const found = await db.orm.em.findOneOrFail(Customer, { email: 'ada@example.com' });
    expect(await em.findOneOrFail(Customer, { email: 'ada@example.com' })).toBe(found);
    found.name = name;
    await em.flush();
  };
  const report = await race(db.orm, {
    seed: (em: EntityManager) => void em.persist(new Customer('ada@example.com', 'Ada')),
    operations: { grace: rename('Grace'), joan: rename('Joan') },
    allow: ['OptimisticLockError'],
    invariant: async ({ em }) => {
      const { name } = await em.findOneOrFail(Customer, { email: 'ada@example.com' });
      expect(['Grace', 'Joan']).toContain(name);
    },
  });

  expect(report).toMatchObject({ verdict: 'covered', caveats: [] });
  expect(await db.rows('select * from customer')).toEqual([]);
});

test('a naive get-or-create makes two rows or fails', async () => {
  const create = async (em: EntityManager) => {
    const found = await em.findOne(Director, { name: 'Ripley' });
    if (!found) await em.persist(new Director('Ripley')).flush();
  };
  const report = await race(db.orm, { operations: { ada: create, bob: create } });

  expect(report.verdict).toBe('fails');
});
