import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';
import { repository } from '../../support/repository.ts';
import type { Done, Order } from './create-in-process.ts';

const db = testDatabase();
const applicationName = 'create in process';
const sessions = Array.from({ length: 1000 }, (_, index) => `session ${index}`);
const processes: ChildProcess[] = [];
afterAll(() => {
  for (const each of processes) each.disconnect();
});

test('16 connections of 4 processes create a thousand rows between them, one each, and then none', async () => {
  for (let count = 0; count < 4; count++) {
    const program = join(repository, 'dist/test/mikro/create/create-in-process.js');
    processes.push(fork(program, [db.url, applicationName]));
  }
  await Promise.all(processes.map(each => once(each, 'message')));
  const connected = await db.rows(`select from pg_stat_activity where application_name = $1`, [
    applicationName,
  ]);
  expect(connected).toHaveLength(16);

  const first = await everywhere();
  expect(first.flatMap(({ errors }) => errors)).toEqual([]);
  expect(first.flatMap(({ created }) => created).toSorted()).toEqual(sessions.toSorted());
  expect(first.filter(({ created }) => created.length > 0).length).toBeGreaterThan(1);
  const stored = await db.rows<{ session: string; id: number }>('select session, id from cart');
  expect(stored).toHaveLength(1000);
  const ids = new Map(stored.map(({ session, id }) => [session, id]));
  for (const { carts } of first) for (const [session, id] of carts) expect(id).toBe(ids.get(session));

  const before = await db.rows('select last_value from cart_id_seq');
  const second = await everywhere();
  expect(second.map(({ created, errors }) => [created, errors])).toEqual(second.map(() => [[], []]));
  expect(await db.rows('select last_value from cart_id_seq')).toEqual(before);
  expect(await db.rows('select from cart')).toHaveLength(1000);
});

/** Has every process create all carts at the same time. */
function everywhere(): Promise<Done[]> {
  return Promise.all(
    processes.map(async each => {
      each.send({ sessions } satisfies Order);
      const [done] = (await once(each, 'message')) as [Done];
      return done;
    }),
  );
}
