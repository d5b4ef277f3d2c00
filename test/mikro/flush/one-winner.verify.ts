import { beforeEach, expect, test } from 'vitest';
import { ConflictError, type EntityManager } from '../../../src/index.ts';
import { Item, itemDatabase } from './items.ts';

const db = itemDatabase();

beforeEach(async () => {
  await db.rows('truncate item, box, label, item_labels restart identity cascade');
});

/** A flush by two sessions at once of the same rows, each of which has loaded them all. */
async function duel(): Promise<PromiseSettledResult<void>[]> {
  const sessions: EntityManager[] = [db.unit(), db.unit()];
  for (const em of sessions) for (const item of await em.find(Item, {})) item.count += 1;
  return Promise.allSettled(sessions.map(em => em.flush()));
}

test.each([1, 2, 50, 1000])(
  'of two sessions that flush the same %i rows exactly one succeeds, 200 times',
  async number => {
    await db.rows(`insert into item (name) select 'item ' || n from generate_series(1, ${number}) n`);
    for (let time = 1; time <= 200; time++) {
      const endings = await duel();

      expect(endings.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const refusals = endings.flatMap(ending =>
        ending.status === 'rejected' ? [ending.reason as unknown] : [],
      );
      expect(refusals).toEqual([expect.any(ConflictError)]);
      expect((refusals as ConflictError[]).flatMap(({ conflicts }) => conflicts)).toHaveLength(number);
      expect(await db.rows('select distinct count, version from item')).toEqual([
        { count: time, version: time + 1 },
      ]);
    }
  },
);
