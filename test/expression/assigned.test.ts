import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  concat,
  ConflictError,
  copyOf,
  ExpressionError,
  increment,
  now,
  raw,
  sql,
  toggle,
  UnflushedExpressionError,
  wrap,
} from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Counter, counterDatabase, countersOf, Tally } from './counters.ts';

const db = counterDatabase();
const { givenCounter, stored } = countersOf(db);

describe('an expression that is assigned', () => {
  test('is computed by the flush, and its result is in the object', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment(2);
    counter.open = toggle();
    counter.missing = copyOf(counter, 'hits');
    const sent = await recordStatements(db.orm, () => em.flush());

    expect(sent).toHaveSent(3);
    expect(counter).toMatchObject({ hits: 2, open: true, missing: 0, version: 2, twice: 4 });
    expect(await stored(counter)).toMatchObject({ hits: 2, open: true, missing: 0, version: 2 });
  });

  test('is applied once: later flushes send nothing, or other edits alone', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment();
    await em.flush();
    expect(await recordStatements(db.orm, () => em.flush())).toIssueNoQueries();
    counter.name = 'other';
    await em.flush();

    expect(await stored(counter)).toMatchObject({ hits: 1, name: 'other', version: 3 });
  });

  test('is applied again when it is assigned again', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    for (const by of [1, 2, 3]) {
      counter.hits = increment(by);
      await em.flush();
    }

    expect(counter).toMatchObject({ hits: 6, version: 4 });
    expect(await stored(counter)).toMatchObject({ hits: 6, version: 4 });
  });

  test('goes on from the one before, from what was assigned, and from SQL', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment(2);
    counter.hits = increment(3);
    counter.missing = 5;
    counter.missing = increment(1);
    counter.name = sql<string>`upper(name)`;
    counter.name = concat('!');
    await em.flush();

    expect(counter).toMatchObject({ hits: 5, missing: 6, name: 'CLICKS!' });
    expect(await stored(counter)).toMatchObject({ hits: 5, missing: 6, name: 'CLICKS!', version: 2 });
  });

  test('gives way to a value that is assigned after it', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment(2);
    counter.hits = 9;
    await em.flush();

    expect(await stored(counter)).toMatchObject({ hits: 9 });
  });

  test('is flushed with others in one flush, versioned or not', async () => {
    const em = db.unit();
    const tallies = [new Tally(), new Tally(), new Tally()];
    await db.given(...tallies);
    const counters = [await givenCounter(em), await givenCounter(em)];
    const loaded = await em.find(Tally, { id: { $in: tallies.map(({ id }) => id) } });

    for (const object of [...counters, ...loaded]) object.hits = increment(4);
    counters[0]!.name = 'also';
    await em.flush();

    expect(counters.map(({ hits, version }) => [hits, version])).toEqual([
      [4, 2],
      [4, 2],
    ]);
    expect(loaded.map(({ hits }) => hits)).toEqual([4, 4, 4]);
    expect(await recordStatements(db.orm, () => em.flush())).toIssueNoQueries();
  });

  test('cannot be read or serialized before the flush', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment();

    expect(() => counter.hits).toThrow(UnflushedExpressionError);
    expect(() => JSON.stringify(counter)).toThrow(UnflushedExpressionError);
    expect(() => wrap(counter).toObject()).toThrow(UnflushedExpressionError);
    expect(inspect(counter)).toContain('hits: increment');
    await em.flush();
    expect(JSON.parse(JSON.stringify(counter))).toMatchObject({ hits: 1 });
  });

  test('is an edit: the row must be the one that was loaded, and the expression stays to be flushed', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);
    await db.unit().nativeUpdate(Counter, counter.id, { hits: 5 });

    counter.hits = increment();
    await expect(em.flush()).rejects.toThrow(ConflictError);
    expect(() => counter.hits).toThrow(UnflushedExpressionError);
    await em.refresh(counter, { discardEdits: true });

    expect(counter).toMatchObject({ hits: 5, version: 2 });
    counter.hits = increment();
    await em.flush();
    expect(counter).toMatchObject({ hits: 6, version: 3 });
  });

  test('goes on from the one that a running flush stores', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment(1);
    const flushed = em.flush();
    await new Promise(resolve => setImmediate(resolve));
    counter.hits = increment(10);
    await flushed;
    expect(await stored(counter)).toMatchObject({ hits: 1 });
    await em.flush();

    expect(counter).toMatchObject({ hits: 11, version: 3 });
    expect(await stored(counter)).toMatchObject({ hits: 11, version: 3 });
  });

  test('is refused before any statement where it means nothing', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.name = increment() as never;
    const sent = await recordStatements(db.orm, () => expect(em.flush()).rejects.toThrow(ExpressionError));
    counter.name = 'mine';
    await em.flush();

    expect(sent).toIssueNoQueries();
    expect(await stored(counter)).toMatchObject({ name: 'mine' });
  });

  test('to a part of an embeddable is computed, and to a part of JSON is refused', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.views.total = increment(2);
    await em.flush();
    expect(counter.views.total).toBe(2);
    expect(Object.keys(counter)).not.toContain('views_total');

    for (const assign of [
      () => (counter.boxed.total = increment()),
      () => (counter.facts.likes = increment()),
    ]) {
      assign();
      await expect(em.flush()).rejects.toThrow(ExpressionError);
      await em.refresh(counter, { discardEdits: true });
    }
    await em.flush();
    expect(await stored(counter)).toMatchObject({ views: { total: 2 }, boxed: { total: 0 }, version: 2 });
  });

  test('by em.assign is as one that is assigned', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    em.assign(counter, { hits: increment(2), name: concat('!') });
    await em.flush();

    expect(counter).toMatchObject({ hits: 2, name: 'clicks!', version: 2 });
  });

  test('to many objects is one statement where the same is computed, whatever else they change', async () => {
    const em = db.unit();
    const counters = [
      await givenCounter(em),
      await givenCounter(em),
      await givenCounter(em),
      await givenCounter(em),
    ];
    const [first, second, third, fourth] = counters as [Counter, Counter, Counter, Counter];
    for (const counter of counters.slice(0, 3)) {
      counter.hits = increment(2);
      counter.views.total = increment(1);
    }
    first.name = 'first? \\? ';
    third.views.total = increment(5);
    fourth.hits = raw<number>('hits + 7');

    const sent = await recordStatements(db.orm, () => em.flush());

    const updates = sent.statements.filter(({ sql }) => /update "/.test(sql));
    expect(updates).toHaveLength(3);
    expect(updates.filter(({ sql }) => sql.includes('"hits" = "t"."hits" + 2'))).toHaveLength(1);
    expect(counters).toMatchObject([
      { hits: 2, name: 'first? \\? ', views: { total: 1 }, version: 2 },
      { hits: 2, views: { total: 1 }, version: 2 },
      { hits: 2, views: { total: 5 }, version: 2 },
      { hits: 7, version: 2 },
    ]);
    for (const counter of counters)
      expect(await stored(counter)).toMatchObject({ hits: counter.hits, name: counter.name, version: 2 });

    await db.rows('update counter set hits = 100, version = version + 1 where id = $1', [second.id]);
    for (const counter of [first, second]) counter.hits = increment(1);
    const refused = await em.flush().catch((error: unknown) => error);
    expect(
      refused instanceof ConflictError && refused.conflicts.map(({ entity }) => entity === second),
    ).toEqual([true]);
    expect(await stored(first)).toMatchObject({ hits: 2 });
  });

  test('to a new object is one that needs no row', async () => {
    const em = db.unit();
    const counter = new Counter('fresh');
    counter.seenAt = now();
    counter.big = raw<bigint>('3 + 4');
    await em.persist(counter).flush();

    expect(counter.seenAt).toBeInstanceOf(Date);
    expect(counter).toMatchObject({ big: 7n, version: 1 });
    expect(await recordStatements(db.orm, () => em.flush())).toIssueNoQueries();

    const other = new Counter('other');
    other.hits = increment();
    await expect(em.persist(other).flush()).rejects.toThrow(ExpressionError);
  });

  test('of MikroORM’s own kind obeys the same', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = raw<number>('hits + 2');
    expect(() => counter.hits).toThrow(UnflushedExpressionError);
    await em.flush();
    counter.hits = sql<number>`hits + ${3}`;
    await em.flush();

    expect(counter).toMatchObject({ hits: 5, version: 3 });
  });

  test('is flushed before em.updateRow, which goes on from it', async () => {
    const em = db.unit();
    const counter = await givenCounter(em);

    counter.hits = increment(2);
    await em.updateRow(counter, { hits: increment(3) });

    expect(counter).toMatchObject({ hits: 5, version: 3 });
  });
});
