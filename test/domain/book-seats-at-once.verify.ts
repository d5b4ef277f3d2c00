import { describe, expect, test } from 'vitest';
import { bookSeats } from '../../domain/index.ts';
import { Show, Ticket } from '../../entities/index.ts';
import { type EntityManager, OutboxEvent } from '../../src/index.ts';
import { race, type RaceOutcome } from '../../src/testing/index.ts';
import '../../src/testing/vitest/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow } from './given-show.ts';

const db = testDatabase();

const booking =
  (show: Show, numbers: readonly number[], { email, name } = aCustomer()) =>
  (em: EntityManager) =>
    bookSeats(em, { showId: show.id, numbers, email, name });

describe('in every order of their statements', () => {
  test('of two buyers of overlapping seats one gets all of theirs, and the other none', async () => {
    const show = await givenShow(db, 3);

    const report = await race(db.orm, {
      operations: {
        ada: booking(show, [1, 2], aCustomer('Ada')),
        bob: booking(show, [3, 2], aCustomer('Bob')),
      },
      allow: ['SeatTakenError'],
      invariant: outcome => requireOneWinner(outcome, show),
    });

    expect(report).toBeProved();
  });

  test('of three buyers in a circle nobody waits for ever, one gets all of theirs, and the others none', async () => {
    const show = await givenShow(db, 3);

    const report = await race(db.orm, {
      operations: {
        ada: booking(show, [1, 2], aCustomer('Ada')),
        bob: booking(show, [2, 3], aCustomer('Bob')),
        eve: booking(show, [3, 1], aCustomer('Eve')),
      },
      allow: ['SeatTakenError'],
      search: { preemptions: 1, prove: false, maxSchedules: 100 },
      invariant: outcome => requireOneWinner(outcome, show),
    });

    expect(report.verdict).not.toBe('fails');
  });
});

/** One buyer has two tickets of the show, and one event says so. */
async function requireOneWinner({ em, endings }: RaceOutcome<EntityManager>, show: Show): Promise<void> {
  expect(Object.values(endings).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await em.count(Ticket, { seat: { show: show.id } })).toBe(2);
  expect(await em.count(OutboxEvent, { payload: { show: show.id } })).toBe(1);
  expect(await em.findOneOrFail(Show, show.id)).toMatchObject({ seatsLeft: 1 });
}
