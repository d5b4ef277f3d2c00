import { afterEach, expect, test } from 'vitest';
import { Director } from '../../../entities/index.ts';
import {
  deliverEvents,
  LockMode,
  NoOutboxError,
  OutboxEvent,
  type PublishedEvent,
  RelayOptionError,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { testDatabase } from '../../support/database.ts';
import { libraryDatabase } from '../../support/library.ts';
import { givenEvents, passTime, storedEvents } from './given.ts';

const db = testDatabase();
const library = libraryDatabase();

afterEach(() => db.rows('delete from outbox_event'));

/** A receiver that refuses what `refuses` says, and what it got. */
function receiver(refuses: (event: PublishedEvent) => boolean = () => false) {
  const got: PublishedEvent[] = [];
  const deliver = (event: PublishedEvent) => {
    if (refuses(event)) throw new Error(`refused ${event.type}`);
    got.push(event);
  };
  return { deliver, types: () => got.map(({ type }) => type), got };
}

const isPoison = ({ type }: PublishedEvent) => type === 'poison';

test('events are delivered as they were published, oldest first, and are gone', async () => {
  await givenEvents(db, 'a', 'b', 'c');
  const { deliver, got } = receiver();

  const delivered = await deliverEvents(db.unit(), deliver, { batch: 2 });

  expect(delivered).toBe(3);
  expect(got).toEqual(
    ['a', 'b', 'c'].map(type => ({
      id: expect.any(String),
      type,
      payload: { type },
      publishedAt: expect.any(Date),
      attempt: 1,
    })),
  );
  expect(await storedEvents(db)).toEqual([]);
  expect(await deliverEvents(db.unit(), deliver)).toBe(0);
});

test('a batch is one transaction of three statements, however many events it has', async () => {
  await givenEvents(db, 'a', 'b', 'c');

  const { statements } = await recordStatements(db.orm, () => deliverEvents(db.unit(), () => {}));

  expect(statements.map(({ sql }) => sql)).toEqual([
    expect.stringMatching(/^(begin|start transaction) isolation level read committed$/),
    expect.stringMatching(/^select .* from "outbox_event" .* limit 20 for update .*skip locked$/),
    expect.stringMatching(/^delete from "outbox_event" where "id" in /),
    'commit',
  ]);
});

test('an event that is refused does not stop the others; it counts the attempt and says why', async () => {
  await givenEvents(db, 'a', 'poison', 'c');
  const { deliver, types } = receiver(isPoison);

  const delivered = await deliverEvents(db.unit(), deliver);

  expect(delivered).toBe(2);
  expect(types()).toEqual(['a', 'c']);
  expect(await storedEvents(db)).toEqual([
    { type: 'poison', attempts: 1, dead: false, lastError: 'refused poison' },
  ]);
});

test('an event that was refused comes again after its back-off, not before', async () => {
  await givenEvents(db, 'poison');
  const asked: number[] = [];
  const backoff = (attempt: number) => asked.push(attempt) * 60_000;
  const attempts: number[] = [];
  const deliver = ({ attempt }: PublishedEvent) => {
    attempts.push(attempt);
    if (attempt < 3) throw new Error('not yet');
  };

  await deliverEvents(db.unit(), deliver, { backoff });
  await deliverEvents(db.unit(), deliver, { backoff });
  expect(attempts).toEqual([1]);
  const [{ wait }] = (await db.rows(
    'select extract(epoch from available_at - clock_timestamp())::float as wait from outbox_event',
  )) as [{ wait: number }];
  expect(wait).toBeGreaterThan(30);
  expect(wait).toBeLessThanOrEqual(60);

  await passTime(db.unit());
  await deliverEvents(db.unit(), deliver, { backoff });
  await passTime(db.unit());
  await deliverEvents(db.unit(), deliver, { backoff });
  expect([attempts, asked]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
  expect(await storedEvents(db)).toEqual([]);
});

test('an event without a back-off is tried to the end by one call, and no more often', async () => {
  await givenEvents(db, 'poison');
  const { deliver } = receiver(isPoison);

  await deliverEvents(db.unit(), deliver, { backoff: () => 0, attempts: 4, batch: 1 });

  expect(await storedEvents(db)).toEqual([expect.objectContaining({ attempts: 4, dead: true })]);
});

test('after its last attempt an event is dead: it stays, is listed, and is not tried again', async () => {
  await givenEvents(db, 'poison');
  const { deliver } = receiver(isPoison);
  for (let attempt = 1; attempt <= 3; attempt++) {
    await deliverEvents(db.unit(), deliver, { attempts: 2 });
    await passTime(db.unit());
  }

  const [dead, ...more] = await db.unit().find(OutboxEvent, { availableAt: null });

  expect(more).toEqual([]);
  expect(dead).toMatchObject({ type: 'poison', attempts: 2, lastError: 'refused poison' });
});

test('a dead event that is made available is delivered again', async () => {
  await givenEvents(db, 'poison');
  await deliverEvents(db.unit(), receiver(isPoison).deliver, { attempts: 1 });
  const em = db.unit();
  for (const event of await em.find(OutboxEvent, { availableAt: null })) event.availableAt = new Date();
  await em.flush();
  const { deliver, types } = receiver();

  await deliverEvents(db.unit(), deliver);

  expect(types()).toEqual(['poison']);
});

test.each([
  { what: 'a message with a NUL', thrown: new Error('nul \0') },
  { what: 'a long message', thrown: new Error('long '.repeat(1_000)) },
  { what: 'a string', thrown: 'text' },
  { what: 'undefined', thrown: undefined },
  { what: 'an object', thrown: { code: 7 } },
])('whatever is thrown, the attempt is counted: $what', async ({ thrown }) => {
  await givenEvents(db, 'poison', 'b');
  const deliver = ({ type }: PublishedEvent) =>
    type === 'poison' ? Promise.reject(thrown as Error) : undefined;

  expect(await deliverEvents(db.unit(), deliver)).toBe(1);

  expect(await storedEvents(db)).toEqual([
    { type: 'poison', attempts: 1, dead: false, lastError: expect.any(String) },
  ]);
});

test('when the process dies between delivery and commit, the event is delivered again, under the same id', async () => {
  await givenEvents(db, 'a');
  const { deliver, got } = receiver();
  const dies = async (event: PublishedEvent) => {
    deliver(event);
    await db.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and state = 'idle in transaction'`,
    );
  };

  await expect(deliverEvents(db.unit(), dies)).rejects.toThrow(/connection|terminat/i);
  expect(await deliverEvents(db.unit(), deliver)).toBe(1);

  expect(got.map(({ type }) => type)).toEqual(['a', 'a']);
  expect(got[0]?.id).toBe(got[1]?.id);
  expect(await storedEvents(db)).toEqual([]);
});

test('an event that commits late, with a smaller id, is delivered', async () => {
  const { deliver, types } = receiver();
  await db.unit().atomic(async em => {
    em.publish({ type: 'early id', payload: null });
    await em.flush();
    await givenEvents(db, 'late id');
    expect(await deliverEvents(db.unit(), deliver)).toBe(1);
  });

  await deliverEvents(db.unit(), deliver);

  expect(types()).toEqual(['late id', 'early id']);
});

test('events that another relay has locked are passed over, and are its own', async () => {
  await givenEvents(db, 'a', 'b', 'c');
  const { deliver, types } = receiver();
  await db.unit().transactional(async em => {
    await em.find(OutboxEvent, { type: 'b' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    expect(await deliverEvents(db.unit(), deliver)).toBe(2);
  });

  expect(types()).toEqual(['a', 'c']);
  expect((await storedEvents(db)).map(({ type }) => type)).toEqual(['b']);
});

test('what a receiver stores is stored, and what it fails at in the database breaks nothing', async () => {
  await givenEvents(db, 'stores', 'poison', 'stores too');
  const deliver = async ({ type }: PublishedEvent) => {
    if (type === 'poison') await db.orm.em.execute('select 1 / 0');
    await db.orm.em.persist(new Director(type)).flush();
  };

  expect(await deliverEvents(db.unit(), deliver)).toBe(2);

  const stored = await db.unit().find(Director, {}, { orderBy: { id: 'asc' } });
  expect(stored.map(({ name }) => name)).toEqual(['stores', 'stores too']);
  expect(await storedEvents(db)).toEqual([expect.objectContaining({ type: 'poison', attempts: 1 })]);
});

test('a call inside a transaction delivers what is committed, in a transaction of its own', async () => {
  await givenEvents(db, 'committed');
  const { deliver, types } = receiver();

  await db.unit().transactional(async em => {
    em.publish({ type: 'not committed', payload: null });
    await em.flush();
    await deliverEvents(em, deliver);
  });

  expect(types()).toEqual(['committed']);
});

test('when its signal is aborted, the event that is being delivered is the last', async () => {
  await givenEvents(db, 'a', 'b', 'c');
  const { deliver, types } = receiver();
  const stopping = new AbortController();
  const stopAfterFirst = (event: PublishedEvent) => {
    deliver(event);
    stopping.abort();
  };

  expect(await deliverEvents(db.unit(), stopAfterFirst, { signal: stopping.signal })).toBe(1);

  expect(types()).toEqual(['a']);
  expect((await storedEvents(db)).map(({ type, attempts }) => [type, attempts])).toEqual([
    ['b', 0],
    ['c', 0],
  ]);
});

test('without the table, and with counts that are none, it fails before any statement', async () => {
  await expect(deliverEvents(library.unit(), () => {})).rejects.toThrow(NoOutboxError);
  for (const wrong of [{ batch: 0 }, { batch: 1.5 }, { attempts: Number.NaN }])
    await expect(deliverEvents(db.unit(), () => {}, wrong)).rejects.toThrow(RelayOptionError);
});
