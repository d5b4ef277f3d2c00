import { afterEach, describe, expect, test } from 'vitest';
import { Director } from '../../../entities/index.ts';
import { NoOutboxError, OutboxEvent, UnstorableEventError } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';
import { libraryDatabase } from '../../support/library.ts';
import { storedEvents } from './given.ts';

const db = testDatabase();
const library = libraryDatabase();
const event = {
  type: 'director.added',
  payload: { names: ['Ridley Scott'], born: 1937, alive: true, oscar: null },
};

afterEach(() => db.rows('delete from outbox_event'));

test('an event is stored with the next flush, as it was published', async () => {
  const em = db.unit();
  em.publish(event);
  expect(await storedEvents(db)).toEqual([]);

  await em.flush();

  const [stored] = await db.unit().find(OutboxEvent, {});
  expect(stored).toMatchObject({ ...event, attempts: 0, lastError: null });
  expect(stored?.publishedAt).toEqual(stored?.availableAt);
});

test('an event is stored in the transaction of the rest', async () => {
  const seen = await db.unit().atomic(async em => {
    em.persist(new Director('Ridley Scott'));
    em.publish(event);
    await em.flush();
    return storedEvents(db);
  });

  expect(seen).toEqual([]);
  expect(await storedEvents(db)).toHaveLength(1);
});

test('an event of a transaction that fails was never published', async () => {
  const em = db.unit();

  const failed = em.atomic(async em => {
    em.publish(event);
    await em.flush();
    em.publish(event);
    throw new Error('refused');
  });

  await expect(failed).rejects.toThrow('refused');
  await em.flush();
  expect(await storedEvents(db)).toEqual([]);
});

test('an event of a savepoint that is rolled back was never published; those around it were', async () => {
  await db.unit().atomic(async em => {
    em.publish({ type: 'before', payload: null });
    const refused = em.atomic(em => {
      em.publish(event);
      throw new Error('refused');
    });
    await refused.catch(() => undefined);
    em.publish({ type: 'after', payload: null });
  });

  expect((await storedEvents(db)).map(({ type }) => type)).toEqual(['before', 'after']);
});

test('what is done to the payload afterwards is no part of the event', async () => {
  const em = db.unit();
  const payload = { names: ['Ridley Scott'] };
  em.publish({ type: 'director.added', payload });
  payload.names.push('Tony Scott');
  await em.flush();

  expect((await db.unit().findOneOrFail(OutboxEvent, { type: 'director.added' })).payload).toEqual({
    names: ['Ridley Scott'],
  });
});

const payloads = ['text', '{}', 7, false, null, [], [1, 'two'], { empty: {} }];

test.each(payloads.map(payload => ({ payload })))('a payload may be $payload', async ({ payload }) => {
  const em = db.unit();
  em.publish({ type: 'any', payload });
  await em.flush();

  expect((await db.unit().findOneOrFail(OutboxEvent, { type: 'any' })).payload).toEqual(payload);
});

describe('what would not be delivered as it is, is refused by path', () => {
  const round: Record<string, unknown> = { name: 'round' };
  round['self'] = round;
  const cases: readonly [path: string, payload: unknown][] = [
    ['payload', undefined],
    ['payload.at', { at: new Date(0) }],
    ['payload.seats.1', { seats: [1, 2n] }],
    ['payload.seats', { seats: new Set([1]) }],
    ['payload.price', { price: Number.NaN }],
    ['payload.call', { call: () => 1 }],
    ['payload.name', { name: 'half a pair: \ud83d' }],
    ['payload.name', { name: 'nul: \0' }],
    ['payload', { 'nul: \0': 1 }],
    ['payload.self', round],
    // oxlint-disable-next-line no-sparse-arrays
    ['payload.0', [[1, , 2]]],
    ['payload', { toJSON: () => 1 }],
    ['payload', Object.create(Object.create(null))],
    ['payload.director', { director: new Director('Ridley Scott') }],
    ['payload.left', { left: undefined }],
  ];

  test.each(cases)('%s of %o', async (path, payload) => {
    const em = db.unit();

    const publish = () => em.publish({ type: 'any', payload: payload as null });

    expect(publish).toThrow(expect.objectContaining({ code: 'SELFSAME_UNSTORABLE_EVENT', path }));
    await em.flush();
    expect(await storedEvents(db)).toEqual([]);
  });

  test('a type that is empty', () => {
    expect(() => db.unit().publish({ type: '', payload: null })).toThrow(UnstorableEventError);
  });
});

test('without the table the call that would need it fails', () => {
  expect(() => library.unit().publish(event)).toThrow(NoOutboxError);
});

test('an event that is not flushed is an object like any other', async () => {
  const em = db.unit();
  em.publish(event);
  em.clear();
  await em.flush();

  expect(await storedEvents(db)).toEqual([]);
});
