import { setTimeout as delay } from 'node:timers/promises';
import { defineEntity, type EntityManager, MikroORM, p, raw } from '@mikro-orm/postgresql';
import type { Pool, Submittable } from 'pg';
import { expect, test } from 'vitest';
import { race } from '../../../../src/testing/race/race.ts';
import { step } from '../../../../src/testing/race/step.ts';
import { Account, accounts, deposit, sql, Tag, testBank } from './bank.ts';

/** What is used of pg-cursor, which has no types here. */
interface CursorOfPg extends Submittable {
  read(count: number): Promise<unknown[]>;
  close(): Promise<void>;
}

const bank = testBank();
const invariant = () => {};

test('the rows of before are in every schedule and there again afterwards', async () => {
  await bank.orm.em.fork().execute(`insert into tag values (9, 'kept')`);
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: sql('delete from tag'), bob: sql(`insert into tag values (10, 'new')`) },
    invariant: async ({ em }) => expect((await em.find(Tag, {})).map(({ id }) => id)).not.toContain(9),
    search: { exhaustive: true },
  });

  expect(report.verdict).toBe('covered');
  expect(await bank.rows('select * from tag')).toEqual([{ id: 9, name: 'kept' }]);
  expect(await bank.rows('select * from account')).toEqual([]);
  await bank.orm.em.fork().execute('delete from tag');
});

test("the application's own connections are not used, and stay usable", async () => {
  await bank.orm.em.fork().execute('select 1');
  await race(bank.orm, { seed: accounts(1), operations: { ada: deposit(1), bob: deposit(1) }, invariant });

  expect(await bank.orm.em.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
  await delay(50);
  expect(
    await bank.rows(
      `select count(*)::int as open from pg_stat_activity where application_name = 'selfsame/race' and datname = current_database()`,
    ),
  ).toEqual([{ open: 0 }]);
});

test('vacuuming and long searches leave no setting behind', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1, 2, 3),
    operations: { ada: deposit(1), bob: deposit(1), eve: deposit(1) },
    invariant,
  });

  expect(report.schedules).toBeGreaterThan(100);
  expect(await bank.rows(`select reloptions from pg_class where relname = 'account'`)).toEqual([
    { reloptions: null },
  ]);
});

test('raw queries of the pool, Kysely and the ORM are all ordered', async () => {
  const pool = async (em: EntityManager) => {
    const native = await (
      em.getConnection() as unknown as {
        getNativeClient(): Promise<{ query(sql: string): Promise<unknown> }>;
      }
    ).getNativeClient();
    await native.query('select * from account');
  };
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: {
      pool,
      kysely: async em =>
        void (await em
          .getKysely()
          .selectFrom('account' as never)
          .selectAll()
          .execute()),
      orm: async em => void (await em.find(Account, {})),
    },
    invariant,
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ schedules: 6, statements: 18 });
});

test('each read of a cursor is a step', async () => {
  const { default: Cursor } = (await import('pg-cursor' as string)) as {
    default: new (sql: string) => CursorOfPg;
  };
  const cursor = async (em: EntityManager) => {
    const native = await (
      em.getConnection() as unknown as { getNativeClient(): Promise<Pool> }
    ).getNativeClient();
    const client = await native.connect();
    try {
      const rows = client.query(new Cursor('select * from account order by id'));
      const read = [await rows.read(1), await rows.read(1), await rows.read(1)];
      await rows.close();
      return read.flat().length;
    } finally {
      client.release();
    }
  };
  const report = await race(bank.orm, {
    seed: accounts(1, 2),
    operations: { cursor, bob: sql('update account set balance = 5') },
    invariant: ({ results }) => expect(results['cursor']).toBe(2),
    search: { exhaustive: true },
  });

  // Three reads against a statement and its commit.
  expect(report).toMatchObject({ verdict: 'covered', schedules: 10 });
});

test('rows that the ORM streams are ordered', async () => {
  const report = await race(bank.orm, {
    seed: accounts(1, 2),
    operations: {
      ada: async em => {
        const seen: number[] = [];
        for await (const account of em.stream(Account, {})) seen.push(account.id);
        return seen;
      },
      bob: sql('select 1'),
    },
    invariant: ({ results }) => expect(results['ada']).toEqual([1, 2]),
  });

  expect(report.verdict).toBe('covered');
});

test('a step outside SQL is ordered like a statement', async () => {
  let cached = 0;
  const read = async () => {
    cached = 0;
    await step('before');
    const seen = cached;
    await step('between');
    cached = seen + 1;
  };
  const report = await race(bank.orm, {
    operations: { ada: read, bob: read },
    invariant: () => expect(cached).toBe(2),
    search: { exhaustive: true },
  });

  await step('does nothing here');
  expect(report.verdict).toBe('fails');
  expect(report.failures[0]?.trace.map(({ kind, sql: name }) => [kind, name])).toContainEqual([
    'step',
    'between',
  ]);
});

test('every pair of operations is raced, and each with itself', async () => {
  const reports = await race.each(bank.orm, {
    seed: accounts(1),
    operations: { deposit: deposit(1), read: sql('select * from account') },
    invariant,
  });

  expect(reports.map(({ operations }) => operations)).toEqual([
    ['deposit', 'deposit-2'],
    ['deposit', 'read'],
    ['read', 'read-2'],
  ]);
});

test('statements that the explorer cannot read are ordered with everything', async () => {
  await bank.orm.em
    .fork()
    .execute(
      'create function bump() returns void language sql as $$ update account set balance = balance + 1 $$',
    );
  const report = await race(bank.orm, {
    seed: accounts(1),
    operations: { ada: sql('select bump()'), bob: sql('select bump()') },
    invariant: async ({ em }) =>
      expect(await em.execute('select balance from account')).toEqual([{ balance: 2 }]),
    search: { exhaustive: true },
  });

  expect(report).toMatchObject({ verdict: 'covered', schedules: 4 });
});

test('generated keys start anew in every schedule', async () => {
  const Note = defineEntity({
    name: 'Note',
    tableName: 'note',
    properties: { id: p.integer().primary().autoincrement(), text: p.string() },
  });
  const orm = await MikroORM.init({ clientUrl: bank.url, entities: [Note] });
  await orm.schema.create();
  const write = (text: string) => async (em: EntityManager) => {
    const note = em.create(Note, { text });
    await em.flush();
    return note.id;
  };
  const report = await race(orm, {
    operations: { ada: write('a'), bob: write('b') },
    invariant: ({ results }) => expect(new Set([results['ada'], results['bob']])).toEqual(new Set([1, 2])),
    search: { exhaustive: true },
  });

  expect(report.verdict).toBe('covered');
  await orm.close();
});

test('progress is told after each schedule', async () => {
  const told: number[] = [];
  const { schedules } = await race(bank.orm, {
    operations: { ada: sql('select 1'), bob: sql('select 2') },
    invariant,
    onProgress: progress => void told.push(progress.schedules),
  });

  expect(told).toEqual(Array.from({ length: schedules }, (_, index) => index + 1));
});

test('atomic updates of the ORM are covered', async () => {
  const increment = async (em: EntityManager) =>
    void (await em.nativeUpdate(Account, { id: 1 }, { balance: raw<number>('balance + 5') }));
  const report = await race(bank.orm, { seed: accounts(1), operations: { ada: increment, bob: increment } });

  expect(report.verdict).toBe('covered');
});
