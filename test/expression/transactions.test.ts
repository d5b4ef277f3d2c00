import { describe, expect, test } from 'vitest';
import { decrement, DriverException, type EntityManager, increment } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Counter, counterDatabase } from './counters.ts';

const db = counterDatabase({ pool: { min: 0, max: 1 } });

async function givenCounter(): Promise<number> {
  const counter = new Counter('clicks');
  await db.given(counter);
  return counter.id;
}

const abandoned = new Error('abandoned');
const undone = (em: EntityManager, body: (em: EntityManager) => Promise<unknown>) =>
  em
    .transactional(async em => {
      await body(em);
      throw abandoned;
    })
    .catch((error: unknown) => expect(error).toBe(abandoned));

const load = (em: EntityManager, id: number) => em.findOneOrFail(Counter, id);
const stored = async (id: number) => load(db.unit(), id);

describe('with one connection', () => {
  test('a change outside a transaction is one statement', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    const sent = await recordStatements(db.orm, () => em.updateRow(counter, { hits: increment() }));

    expect(sent).toHaveSent(1);
  });

  test('a change in a transaction is one statement and the savepoint that goes out with it', async () => {
    const id = await givenCounter();

    const sent = await recordStatements(db.orm, () =>
      db.unit().transactional(async em => {
        await em.updateRow(em.getReference(Counter, id), { hits: increment() });
      }),
    );

    expect(sent).toHaveSent(4);
  });

  test('a condition that does not hold is one statement more', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = em.getReference(Counter, id);

    const sent = await recordStatements(db.orm, () =>
      em.updateRow(counter, { hits: increment() }, { onlyIf: { hits: 9 } }),
    );

    expect(sent.result).toBe(false);
    expect(sent).toHaveSent(2);
    expect(counter).toMatchObject({ hits: 0, name: 'clicks', version: 1 });
  });

  test('in a transaction the object has what is stored in it, and after its rollback what it had before', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    await undone(em, async em => {
      await em.updateRow(counter, { hits: increment(2) });
      await em.updateRow(counter, { hits: increment(2) });
      expect(counter).toMatchObject({ hits: 4, twice: 8, version: 3 });
      expect(await em.count(Counter, { id, hits: 4 })).toBe(1);
    });

    expect(counter).toMatchObject({ hits: 0, twice: 0, version: 1 });
    await em.updateRow(counter, { hits: increment() });
    expect(counter).toMatchObject({ hits: 1, twice: 2, version: 2 });
    expect(await stored(id)).toMatchObject({ hits: 1, version: 2 });
  });

  test('a savepoint that is rolled back takes its own changes along', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    await em.transactional(async outer => {
      await outer.updateRow(counter, { hits: increment(1) });
      await undone(outer, inner => inner.updateRow(counter, { hits: increment(10) }));
      expect(counter).toMatchObject({ hits: 1, version: 2 });
      await outer.updateRow(counter, { hits: increment(2) });
    });

    expect(counter).toMatchObject({ hits: 3, version: 3 });
    expect(await stored(id)).toMatchObject({ hits: 3, version: 3 });
  });

  test('what a transaction that was rolled back loaded and changed is not what it never stored', async () => {
    const id = await givenCounter();
    const em = db.unit();

    await undone(em, async em => em.updateRow(await load(em, id), { hits: increment() }));

    expect((await load(em, id)).hits).toBe(0);
  });

  test('a reference that was loaded by a change that was rolled back is a reference again', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = em.getReference(Counter, id);

    await undone(em, em => em.updateRow(counter, { hits: increment() }));

    expect((await load(em, id)).hits).toBe(0);
    expect(counter.hits).toBe(0);
  });

  test('a retried operation changes the row once', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);
    let attempts = 0;

    await em.atomic(
      async em => {
        await em.updateRow(counter, { hits: increment() });
        if (++attempts < 3)
          await em.execute(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
      },
      { backoff: { base: 0, cap: 1 } },
    );

    expect(attempts).toBe(3);
    expect(counter).toMatchObject({ hits: 1, version: 2 });
    expect(await stored(id)).toMatchObject({ hits: 1, version: 2 });
  });

  test('em.begin and em.rollback', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    await em.begin();
    await em.updateRow(counter, { hits: increment() });
    await em.rollback();

    expect(counter).toMatchObject({ hits: 0, version: 1 });
  });

  test('pending edits come back to be flushed after a rollback', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);
    counter.name = 'mine';

    await undone(em, em => em.updateRow(counter, { hits: increment() }));
    expect(counter).toMatchObject({ hits: 0, name: 'mine', version: 1 });
    await em.flush();

    expect(await stored(id)).toMatchObject({ hits: 0, name: 'mine', version: 2 });
  });

  test('a constraint that a change violates leaves object and transaction as they were', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    await em.transactional(async em => {
      await expect(em.updateRow(counter, { hits: decrement(3_000_000_000) })).rejects.toThrow(
        DriverException,
      );
      expect(counter).toMatchObject({ hits: 0, version: 1 });
      await em.updateRow(counter, { hits: increment() });
    });

    expect(counter).toMatchObject({ hits: 1, version: 2 });
  });

  test('100 increments at once add 100, and every caller sees another value', async () => {
    const id = await givenCounter();

    const values = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const em = db.unit();
        const counter = em.getReference(Counter, id);
        await em.updateRow(counter, { hits: increment() });
        return counter.hits;
      }),
    );

    expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(await stored(id)).toMatchObject({ hits: 100, version: 101 });
  });

  test('20 increments at once of one object leave it as its row is', async () => {
    const id = await givenCounter();
    const em = db.unit();
    const counter = await load(em, id);

    await Promise.all(Array.from({ length: 20 }, () => em.updateRow(counter, { hits: increment() })));

    expect(counter).toMatchObject({ hits: 20, version: 21 });
  });
});
