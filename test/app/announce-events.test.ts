import { expect, test } from 'vitest';
import { announceEvents } from '../../app/announce-events.ts';
import { type Log } from '../../app/log.ts';
import { testDatabase } from '../support/database.ts';
import { givenShow } from './given.ts';
import { served } from './served.ts';

const db = testDatabase();
const server = served(db);

test('a booking is announced once, without names and addresses', async () => {
  const show = await givenShow(db);
  const logged: Parameters<Log>[0][] = [];
  const relay = announceEvents(db.orm, new AbortController().signal, event => logged.push(event));

  await server.book(show, [2, 1]);
  await relay.drain();
  await relay.stop();

  const payload = { show: show.id, customer: expect.any(Number), numbers: [1, 2] };
  expect(logged).toEqual([{ level: 'info', event: 'seats.booked', id: expect.any(String), payload }]);
});
