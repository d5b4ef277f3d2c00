import { expect, test } from 'vitest';
import {
  concat,
  copyOf,
  decrement,
  DriverException,
  type EntityManager,
  ExpressionError,
  ForeignGuardError,
  ForeignObjectError,
  increment,
  least,
  now,
  sql,
  toggle,
  ValidationError,
} from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Counter, counterDatabase, Owner, Tally } from './counters.ts';

const db = counterDatabase();

async function givenCounter(em: EntityManager): Promise<Counter> {
  const counter = new Counter('clicks');
  counter.owner = new Owner('Ada');
  await db.given(counter);
  return em.findOneOrFail(Counter, counter.id);
}

test.each([NaN, Infinity, '1', null])('an increment by %s is refused where it is made', by => {
  expect(() => increment(by as number)).toThrow(ExpressionError);
  expect(() => decrement(by as number)).toThrow(ExpressionError);
  expect(() => increment(1, { ifNull: by as number })).toThrow(ExpressionError);
});

test.each([
  ['increment', 'name', { name: increment() }],
  ['increment', 'hits', { hits: increment(0.5) }],
  ['increment', 'facts', { facts: increment() }],
  ['toggle', 'hits', { hits: toggle() }],
  ['concat', 'hits', { hits: concat('!') }],
  ['now', 'name', { name: now() }],
  ['least', 'open', { open: least(1) }],
  ['copyOf', 'hits', { hits: copyOf('nothing') }],
  ['copyOf', 'hits', { hits: copyOf('views') }],
  ['em.updateRow', 'nothing', { nothing: 1 }],
  ['em.updateRow', 'version', { version: increment() }],
  ['em.updateRow', 'id', { id: 3 }],
  ['em.updateRow', 'twice', { twice: 3 }],
  ['em.updateRow', undefined, {}],
  ['em.updateRow', undefined, { hits: undefined }],
])('%s for %s is refused before any statement', async (expression, property, changes) => {
  const em = db.unit();
  const counter = await givenCounter(em);
  counter.name = 'edited';

  const sent = await recordStatements(db.orm, async () => {
    const refused = em.updateRow(counter, changes as never);
    await expect(refused).rejects.toThrow(ExpressionError);
    await expect(refused).rejects.toMatchObject({ expression, property, entityName: 'Counter' });
  });

  expect(sent).toIssueNoQueries();
});

test('a collection is no property to change', async () => {
  const em = db.unit();
  const { owner } = await givenCounter(em);

  await expect(em.updateRow(owner!, { counters: [] } as never)).rejects.toThrow(ExpressionError);
});

test('a condition about other rows is refused before any statement', async () => {
  const em = db.unit();
  const counter = await givenCounter(em);

  const sent = await recordStatements(db.orm, () =>
    expect(
      em.updateRow(counter, { hits: increment() }, { onlyIf: { owner: { name: 'Ada' } } }),
    ).rejects.toThrow(ForeignGuardError),
  );

  expect(sent).toIssueNoQueries();
});

test('a condition about a foreign key is one about the row', async () => {
  const em = db.unit();
  const counter = await givenCounter(em);
  const { owner } = counter;

  expect(await em.updateRow(counter, { hits: increment() }, { onlyIf: { owner } })).toBe(true);
  expect(await em.updateRow(counter, { hits: increment() }, { onlyIf: { owner: owner!.id } })).toBe(true);
  expect(await em.updateRow(counter, { hits: increment() }, { onlyIf: { owner: null } })).toBe(false);
  expect(counter.hits).toBe(2);
});

test('objects of nobody, and of other units, are refused', async () => {
  const em = db.unit();
  const counter = await givenCounter(em);

  await expect(db.unit().updateRow(counter, { hits: increment() })).rejects.toThrow(ForeignObjectError);
  await expect(em.updateRow(new Counter('new'), { hits: increment() })).rejects.toThrow(ValidationError);
});

test('SQL of the application that PostgreSQL refuses leaves the transaction as it was', async () => {
  const em = db.unit();
  const counter = await givenCounter(em);

  await em.transactional(async em => {
    for (const broken of [sql<number>`nothing + 1`, sql<number>`(`, sql<number>`1 / 0`])
      await expect(em.updateRow(counter, { hits: broken })).rejects.toThrow(DriverException);
    await em.updateRow(counter, { hits: increment() });
  });

  expect(counter.hits).toBe(1);
});

test('an expression that nobody binds to a property is refused', async () => {
  const tally = new Tally();
  await db.given(tally);

  await expect(db.unit().nativeUpdate(Tally, tally.id, { hits: increment() })).rejects.toThrow(
    ExpressionError,
  );
});
