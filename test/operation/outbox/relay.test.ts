import { afterEach, expect, test } from 'vitest';
import { NoOutboxError, type Relay, RelayOptionError, relayEvents } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';
import { libraryDatabase } from '../../support/library.ts';
import { givenEvents, storedEvents } from './given.ts';

const db = testDatabase();
const library = libraryDatabase();
const started: Relay[] = [];

afterEach(async () => {
  for (const relay of started.splice(0)) await relay.stop();
  await db.rows('delete from outbox_event');
});

function start(...args: Parameters<typeof relayEvents>): Relay {
  const relay = relayEvents(...args);
  started.push(relay);
  return relay;
}

test('a relay delivers what is there and what comes', async () => {
  await givenEvents(db, 'a');
  const types: string[] = [];
  start(db.orm, ({ type }) => types.push(type), { every: 10 });
  await expect.poll(() => types).toEqual(['a']);

  await givenEvents(db, 'b', 'c');

  await expect.poll(() => types).toEqual(['a', 'b', 'c']);
  expect(await storedEvents(db)).toEqual([]);
});

test('stop resolves when the event that is being delivered is delivered and gone, and no other is taken', async () => {
  await givenEvents(db, 'a', 'b');
  const [begun, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const types: string[] = [];
  const relay = start(
    db.orm,
    async ({ type }) => {
      begun.resolve();
      await finish.promise;
      types.push(type);
    },
    { every: 60_000 },
  );
  await begun.promise;

  const stopped = relay.stop();
  setTimeout(finish.resolve, 50);
  await stopped;

  expect(types).toEqual(['a']);
  expect((await storedEvents(db)).map(({ type }) => type)).toEqual(['b']);
});

test('stop does not wait for the next poll, may be called again, and a signal does the same', async () => {
  const stopping = new AbortController();
  const relay = start(db.orm, () => {}, { every: 2 ** 31 - 1, signal: stopping.signal });
  const other = start(db.orm, () => {}, { every: 2 ** 31 - 1 });

  stopping.abort();
  await relay.stop();
  await Promise.all([other.stop(), other.stop()]);
  await other.stop();

  await givenEvents(db, 'a');
  expect(await storedEvents(db)).toHaveLength(1);
});

test('drain delivers what is due without waiting for the next poll', async () => {
  const types: string[] = [];
  const relay = start(db.orm, ({ type }) => types.push(type), { every: 2 ** 31 - 1 });
  await relay.drain();
  await givenEvents(db, 'a', 'b');

  expect(await relay.drain()).toBe(2);
  expect(types).toEqual(['a', 'b']);
});

test('a relay that loses its connection reports it and goes on', async () => {
  await givenEvents(db, 'a');
  const errors: unknown[] = [];
  const types: string[] = [];
  const deliver = async ({ type }: { type: string }) => {
    types.push(type);
    if (types.length > 1) return;
    await db.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and state = 'idle in transaction'`,
    );
  };

  start(db.orm, deliver, { every: 10, onError: error => errors.push(error) });

  await expect.poll(() => types).toEqual(['a', 'a']);
  await expect.poll(() => storedEvents(db)).toEqual([]);
  expect(errors).toHaveLength(1);
});

test('two relays share the work: every event is delivered, none twice', async () => {
  const types = Array.from({ length: 60 }, (_, index) => String(index));
  const got: [relay: string, type: string][] = [];
  for (const name of ['one', 'other'])
    start(db.orm, ({ type }) => got.push([name, type]), { every: 5, batch: 3 });

  await givenEvents(db, ...types);

  await expect
    .poll(() => got.map(([, type]) => Number(type)).toSorted((a, b) => a - b))
    .toEqual(types.map(Number));
  expect(await storedEvents(db)).toEqual([]);
});

test('what it cannot work with, it says at once', () => {
  expect(() => relayEvents(library.orm, () => {})).toThrow(NoOutboxError);
  for (const wrong of [{ every: 0 }, { every: Number.NaN }, { every: 2 ** 31 }, { batch: 0 }])
    expect(() => relayEvents(db.orm, () => {}, wrong)).toThrow(RelayOptionError);
});
