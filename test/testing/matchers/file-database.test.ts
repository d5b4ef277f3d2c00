import { describe, expect, expectTypeOf, inject, test } from 'vitest';
import { Customer } from '../../../entities/index.ts';
import { type EntityManager, type MikroORM } from '../../../src/index.ts';
import { fileDatabase } from '../../../src/testing/vitest/index.ts';
import { templateForRun } from '../../../src/testing/vitest/setup.ts';
import { boxOfficeOn } from '../../support/box-office.ts';
import { boxOfficeTest } from './box-office-test.ts';

boxOfficeTest(
  'a test gets a database with the application’s ORM, and a unit of its own',
  async ({ db, orm, em, expect }) => {
    expectTypeOf(orm).toEqualTypeOf<MikroORM>();
    expectTypeOf(em).toExtend<EntityManager>();
    expect(db.orm).toBe(orm);

    await db.given(new Customer('ada@example.com', 'Ada'));

    expect(await em.count(Customer)).toBe(1);
    expect(await db.rows('select email from customer where name = $1', ['Ada'])).toEqual([
      { email: 'ada@example.com' },
    ]);
  },
);

boxOfficeTest(
  'the database is the file’s, so what one test stores the next one finds, in a new unit',
  async ({ db, em, expect }) => {
    expect(await em.count(Customer)).toBe(1);
    expect(db.unit()).not.toBe(em);
  },
);

describe('with hooks', () => {
  const db = fileDatabase(boxOfficeOn, () => inject('selfsame'));
  const early = messageOf(() => db.orm);

  test('before the first test there is no database, and an error says so', () => {
    expect(early).toMatch(/use it inside a test or a hook/);
  });

  test('the database is another one', async () => {
    expectTypeOf(db.orm).toEqualTypeOf<MikroORM>();
    expect(await db.unit().count(Customer)).toBe(0);
  });
});

test('a run migrates one template, and drops it at its end', async () => {
  const provided: { url: string; name: string }[] = [];
  const { url } = inject('selfsame');
  const setup = templateForRun(
    async clientUrl => {
      await using orm = await boxOfficeOn(clientUrl);
      await orm.migrator.up();
    },
    { env: { DATABASE_URL: url } },
  );

  const teardown = await setup({ provide: (_key, value) => void provided.push(value) });
  const [template] = provided;

  expect(template).toEqual({ url: expect.any(String), name: expect.stringMatching(/^selfsame_/) });
  await teardown();
});

function messageOf(read: () => unknown): string {
  try {
    return String(read());
  } catch (error) {
    return String(error);
  }
}
