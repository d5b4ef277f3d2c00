import { expect, test } from 'vitest';
import {
  concat,
  ConflictError,
  copyOf,
  decrement,
  greatest,
  increment,
  least,
  now,
  sql,
  toggle,
} from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { Counter, counterDatabase, Owner, Share, Tally } from './counters.ts';

const db = counterDatabase();

async function givenCounter(): Promise<number> {
  const counter = new Counter('clicks');
  await db.given(counter);
  return counter.id;
}

const stored = (id: number) => db.unit().findOneOrFail(Counter, id, { populate: ['note'] });

test('an increment is computed by the database, and its result is in the object', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeUpdate(Counter, id, { hits: 10 });

  expect(await em.updateRow(counter, { hits: increment(5) })).toBe(true);

  expect(counter).toMatchObject({ hits: 15, version: 3, twice: 30 });
  expect(await stored(id)).toMatchObject({ hits: 15, version: 3, twice: 30 });
});

test('the object is clean afterwards: the next flush sends nothing, and the next edit does not conflict', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);

  await em.updateRow(counter, { hits: increment() });
  await em.flush();
  counter.name = 'other';
  await em.flush();

  expect(await stored(id)).toMatchObject({ hits: 1, name: 'other', version: 3 });
});

test.each([
  ['increment of a number', { rate: increment(0.25) }, { rate: 0.75 }],
  ['increment of a bigint', { big: increment(9_007_199_254_740_993n) }, { big: 9_007_199_254_740_993n }],
  ['decrement', { hits: decrement(3) }, { hits: -3 }],
  ['increment of NULL', { missing: increment(2) }, { missing: null }],
  ['increment of NULL that counts as 0', { missing: increment(2, { ifNull: 0 }) }, { missing: 2 }],
  ['toggle', { open: toggle() }, { open: true }],
  ['concat', { name: concat('!', '?') }, { name: 'clicks!?' }],
  ['concat of a copy', { name: concat(' ', copyOf('name')) }, { name: 'clicks clicks' }],
  ['concat of NULL', { note: concat('new') }, { note: 'new' }],
  ['least', { rate: least(0.25, 7) }, { rate: 0.25 }],
  ['greatest', { hits: greatest(4, 2) }, { hits: 4 }],
  ['greatest of NULL', { missing: greatest(4) }, { missing: 4 }],
  ['copyOf', { missing: copyOf('hits') }, { missing: 0 }],
  ['sql', { hits: sql<number>`hits + ${2} * 3` }, { hits: 6 }],
  ['plain values', { name: 'new', missing: 4 }, { name: 'new', missing: 4 }],
  ['an embedded number', { views: { total: increment(2) } }, { views: { total: 2, from: null } }],
  [
    'an embedded number and a value',
    { views: { total: increment(2), from: 'here' } },
    { views: { total: 2, from: 'here' } },
  ],
  ['a number in a JSON embeddable', { boxed: { total: increment(2) } }, { boxed: { total: 2, from: null } }],
  ['a number in JSON', { facts: { likes: increment(2) } }, { facts: { likes: 3, tags: ['a'] } }],
  [
    'a number and a value in JSON',
    { facts: { likes: decrement(2), tags: ['b'] } },
    { facts: { likes: -1, tags: ['b'] } },
  ],
])('%s', async (_name, changes, expected) => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id, { populate: ['note'] });

  await em.updateRow(counter, changes as never);

  expect(counter).toMatchObject({ ...expected, version: 2 });
  expect(await stored(id)).toMatchObject({ ...expected, version: 2 });
  await em.flush();
  expect(await stored(id)).toMatchObject({ version: 2 });
});

test('now is the time of the database', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = em.getReference(Counter, id);

  await em.updateRow(counter, { seenAt: now() });

  expect(counter.seenAt).toBeInstanceOf(Date);
  expect(Math.abs(Number(counter.seenAt) - Date.now())).toBeLessThan(60_000);
});

test('a reference that was never loaded becomes its row', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = em.getReference(Counter, id);

  const sent = await recordStatements(db.orm, () => em.updateRow(counter, { hits: increment() }));

  expect(sent.result).toBe(true);
  expect(sent).toHaveSent(1);
  expect(counter).toMatchObject({ hits: 1, name: 'clicks', version: 2 });
});

test('a row without a version', async () => {
  const tally = new Tally();
  await db.given(tally);
  const em = db.unit();
  const mine = await em.findOneOrFail(Tally, tally.id);

  await em.updateRow(mine, { hits: increment(2) });
  await em.updateRow(mine, { hits: copyOf('most'), most: copyOf('hits') });

  expect(mine).toMatchObject({ hits: 7, most: 2 });
});

test('onlyIf that does not hold changes nothing, and the object is what the row is', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeUpdate(Counter, id, { hits: 1 });

  const sold = await em.updateRow(counter, { hits: decrement(2) }, { onlyIf: { hits: { $gte: 2 } } });

  expect(sold).toBe(false);
  expect(counter).toMatchObject({ hits: 1, version: 2 });
  expect(await em.updateRow(counter, { hits: decrement(1) }, { onlyIf: { hits: { $gte: 1 } } })).toBe(true);
});

test('a relation moves the object from one collection to the other', async () => {
  const counter = new Counter('clicks');
  const [ada, bob] = [new Owner('Ada'), new Owner('Bob')];
  counter.owner = ada;
  await db.given(counter, ada, bob);
  const em = db.unit();
  const [mine, his] = await em.find(Owner, [ada.id, bob.id], { populate: ['counters'], orderBy: { id: 1 } });
  const [loaded] = mine!.counters.getItems();

  await em.updateRow(loaded!, { owner: his! });

  expect(mine!.counters.getItems()).toEqual([]);
  expect(his!.counters.getItems()).toEqual([loaded]);
  expect([mine!.counters.isDirty(), his!.counters.isDirty()]).toEqual([false, false]);
});

test('a row that is gone is a conflict', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeDelete(Counter, id);

  const refused = em.updateRow(counter, { hits: increment() });

  await expect(refused).rejects.toThrow(ConflictError);
  await expect(refused).rejects.toMatchObject({ conflicts: [{ kind: 'deleted' }] });
});

test('a plain value is of the row that was loaded, or a conflict', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeUpdate(Counter, id, { name: 'theirs' });

  const refused = em.updateRow(counter, { name: 'mine', hits: increment() });

  await expect(refused).rejects.toMatchObject({
    conflicts: [
      {
        kind: 'changed',
        fields: { name: { base: 'clicks', mine: 'mine', theirs: 'theirs', clashes: true } },
      },
    ],
  });
  expect(counter).toMatchObject({ name: 'clicks', version: 1 });
});

test('a plain value that the condition names takes the place of what the condition says', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeUpdate(Counter, id, { hits: 4 });

  expect(await em.updateRow(counter, { name: 'mine' }, { onlyIf: { name: 'clicks' } })).toBe(true);
  expect(await em.updateRow(counter, { name: 'again' }, { onlyIf: { name: 'clicks' } })).toBe(false);

  expect(counter).toMatchObject({ name: 'mine', hits: 4, version: 3 });
});

test('edits are flushed first, and a new object is stored first', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  const fresh = new Counter('fresh');
  em.persist(fresh);

  counter.hits = 7;
  await em.updateRow(counter, { hits: increment() });
  await em.updateRow(fresh, { hits: increment() });

  expect(counter).toMatchObject({ hits: 8, version: 3 });
  expect(fresh).toMatchObject({ hits: 1, version: 2 });
});

test('edits of a row that others have changed are a conflict, and nothing is changed', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);
  await db.unit().nativeUpdate(Counter, id, { hits: 4 });

  counter.name = 'mine';
  await expect(em.updateRow(counter, { hits: increment() })).rejects.toThrow(ConflictError);

  expect(counter).toMatchObject({ name: 'mine', hits: 0, version: 1 });
  expect(await stored(id)).toMatchObject({ name: 'clicks', hits: 4, version: 2 });
});

test('edits that are made while the statement runs are kept for the next flush', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);

  const updated = em.updateRow(counter, { hits: increment() });
  await new Promise(resolve => setImmediate(resolve));
  counter.name = 'meanwhile';
  await updated;
  await em.flush();

  expect(counter).toMatchObject({ hits: 1, name: 'meanwhile', version: 3 });
  expect(await stored(id)).toMatchObject({ hits: 1, name: 'meanwhile', version: 3 });
});

test('what a trigger makes of the row is in the object', async () => {
  await db.rows(`create function shout() returns trigger language plpgsql as
    $$ begin new.name = upper(new.name); return new; end $$`);
  await db.rows(
    'create trigger shout before update of missing on counter for each row execute function shout()',
  );
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id);

  await em.updateRow(counter, { missing: 3 });

  expect(counter).toMatchObject({ name: 'CLICKS', missing: 3 });
  await em.flush();
  expect(await stored(id)).toMatchObject({ name: 'CLICKS', version: 2 });
});

test('a lazy property that is loaded is of the same version of the row', async () => {
  const id = await givenCounter();
  const em = db.unit();
  const counter = await em.findOneOrFail(Counter, id, { populate: ['note'] });
  await db.unit().nativeUpdate(Counter, id, { note: 'theirs' });

  await em.updateRow(counter, { hits: increment() });

  expect(counter).toMatchObject({ hits: 1, note: 'theirs', version: 3 });
});

test('a key of several columns, a decimal that is a text, and a property that every update sets', async () => {
  const share = new Share(new Owner('Ada'), 'one');
  await db.given(share, new Share(share.owner, 'other'));
  const em = db.unit();
  const mine = await em.findOneOrFail(Share, { kind: 'one', owner: share.owner.id });

  await em.updateRow(mine, { amount: greatest('2.50') });
  await em.updateRow(mine, { amount: sql<string>`amount + ${'0.25'}::numeric` });

  expect(mine).toMatchObject({ amount: '2.75', state: 'updated' });
  expect(await em.find(Share, { kind: 'other' })).toMatchObject([{ amount: '0.10', state: 'new' }]);
});
