import { describe, expect, test } from 'vitest';
import { DriverException, increment, sql, UnflushedExpressionError } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Counter, counterDatabase, countersOf } from './counters.ts';

const db = counterDatabase();
const { givenCounter, stored } = countersOf(db);

describe('in a transaction, an expression that is assigned', () => {
  test('is computed before a query in a transaction', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    await em.transactional(async em => {
      counter.hits = increment(3);
      expect(await em.count(Counter, { id: counter.id, hits: 3 })).toBe(1);
      expect(counter.hits).toBe(3);
    });
  });

  test('goes with the transaction that is rolled back, before its flush and after', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    for (const flushes of [false, true])
      await em
        .transactional(async em => {
          counter.hits = increment();
          if (flushes) await em.flush();
          throw new Error('abandoned');
        })
        .catch(() => undefined);

    expect(counter).toMatchObject({ hits: 0, version: 1 });
    expect(await recordStatements(db.orm, () => em.flush())).toIssueNoQueries();
  });

  test('is there to be flushed again after a transaction that flushed it was rolled back', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment();
    await em
      .transactional(async em => {
        await em.flush();
        throw new Error('abandoned');
      })
      .catch(() => undefined);
    expect(() => counter.hits).toThrow(UnflushedExpressionError);
    await em.flush();

    expect(counter).toMatchObject({ hits: 1, version: 2 });
  });

  test('of SQL that PostgreSQL refuses leaves the transaction as it was', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    await em.transactional(async em => {
      for (const broken of [sql<number>`nothing + 1`, sql<number>`(`, sql<number>`1 / 0`]) {
        counter.hits = broken;
        await expect(em.flush()).rejects.toThrow(DriverException);
      }
      counter.hits = 3;
      await em.flush();
    });

    expect(await stored(counter)).toMatchObject({ hits: 3, version: 2 });
  });
});
