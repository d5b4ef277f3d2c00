import { describe, expect, test } from 'vitest';
import { type EntityManager } from '../../../src/index.ts';
import { race } from '../../../src/testing/race/race.ts';
import { Holder, Pass, passDatabase } from './tickets.ts';

const db = passDatabase();

const create = (own: string) => async (em: EntityManager) => {
  const holder = em.getReference(Holder, 1);
  const pass = await em.createUnique(Pass, attempt => ({ token: attempt === 1 ? 'same' : own, holder }));
  return pass.token;
};
const inTransaction = (own: string) => (em: EntityManager) => em.transactional(create(own));
const seed = (em: EntityManager) => em.persist(new Holder('Ada')).flush();

describe.for(['read committed', 'repeatable read', 'serializable'] as const)('at %s', isolation => {
  test.for([
    ['by themselves', create, create],
    ['in transactions', inTransaction, inTransaction],
    ['one in a transaction', create, inTransaction],
  ] as const)(
    '%s, two whose first tokens collide both succeed, with different ones',
    async ([, one, other]) => {
      const report = await race(db.orm, {
        seed,
        operations: { one: one('one'), other: other('other') },
        isolation,
        invariant: async ({ em, results }) => {
          const tokens = Object.values(results);
          expect(new Set(tokens).size).toBe(2);
          expect(tokens).toContain('same');
          expect(new Set((await em.find(Pass, {})).map(({ token }) => token))).toEqual(new Set(tokens));
        },
        search: { exhaustive: true },
      });

      expect(report).toMatchObject({ verdict: 'covered', deadlocks: 0, endedWith: {} });
    },
  );
});

test('without it, one of them fails', async () => {
  const report = await race(db.orm, {
    seed,
    operations: Object.fromEntries(
      ['one', 'other'].map(name => [
        name,
        (em: EntityManager) => em.insert(Pass, { token: 'same', holder: 1 }),
      ]),
    ),
    isolation: 'read committed',
    invariant: ({ endings }) => {
      for (const { status } of Object.values(endings)) expect(status).toBe('fulfilled');
    },
    allow: ['23505'],
    search: { exhaustive: true },
  });

  expect(report.verdict).toBe('fails');
});
