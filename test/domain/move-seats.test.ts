import { expect, test } from 'vitest';
import {
  bookSeats,
  moveSeats,
  NoSuchCustomerError,
  NoSuchSeatError,
  NoSuchShowError,
  repriceShow,
  UnequalSeatsError,
} from '../../domain/index.ts';
import {
  Customer,
  NotEnoughCreditError,
  NotYourSeatError,
  Seat,
  SeatTakenError,
  Show,
  Ticket,
} from '../../entities/index.ts';
import { type EntityManager } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow } from './given-show.ts';
import { overlap } from './overlap.ts';
import { stored, storedSeats, storedTickets } from './stored.ts';

const db = testDatabase();

/** A show whose seats 1 and 2 Ada holds, at 1,000 cents like seats 3 and 4; seat 5 costs 1,500, seat 6 costs 600. */
async function givenBooking(
  credit = 0,
): Promise<{ show: Show; ada: Customer; showId: number; customerId: number }> {
  const show = await givenShow(db, 4, 1500, 600);
  const ada = aCustomer('Ada', credit);
  await db.given(ada);
  await bookSeats(db.unit(), { showId: show.id, numbers: [1, 2], email: ada.email, name: ada.name });
  return { show, ada, showId: show.id, customerId: ada.id };
}

async function held(showId: number, holder: number): Promise<number[]> {
  return (await storedSeats(db, showId)).filter(seat => seat.holder === holder).map(seat => seat.number);
}

test('seats and tickets move together, under new tokens, and the show has as many seats left', async () => {
  const { ada, showId, customerId } = await givenBooking();
  const before = await storedTickets(db, showId);

  const moved = await moveSeats(db.unit(), { showId, customerId, from: [1, 2], to: [4, 3] });

  expect(moved.seats.map(seat => seat.number)).toEqual([3, 4]);
  expect(moved.seats.every(seat => seat.holder === moved.customer)).toBe(true);
  expect(moved.customer).toMatchObject({ id: ada.id, credit: 0 });
  expect(await held(showId, customerId)).toEqual([3, 4]);
  const after = await storedTickets(db, showId);
  expect(after.map(({ number, holder }) => ({ number, holder }))).toEqual([
    { number: 3, holder: ada.id },
    { number: 4, holder: ada.id },
  ]);
  expect(new Set([...before, ...after].map(ticket => ticket.token)).size).toBe(4);
  expect(await db.unit().findOneOrFail(Show, showId)).toMatchObject({ seatsLeft: 4 });
});

test('tickets that the unit holds follow, in one statement each', async () => {
  const { showId, customerId } = await givenBooking();
  const em = db.unit();
  const tickets = await em.find(Ticket, { seat: { show: showId } }, { populate: ['seat'] });
  const move = { showId, customerId, from: [1, 2], to: [3, 4] };

  const recording = await recordStatements(db.orm, () => moveSeats(em, move));

  expect(tickets.map(({ seat, token }) => ({ number: seat.number, holder: customerId, token }))).toEqual(
    await storedTickets(db, showId),
  );
  // Begin, the show, the locks of customer and seats, a savepoint for the tokens, the seats in one of their own, two tickets, commit.
  expect(recording).toHaveSent(11);
});

test('a seat that is both left and taken stays, with its ticket', async () => {
  const { showId, customerId } = await givenBooking();
  const [, kept] = await storedTickets(db, showId);

  const moved = await moveSeats(db.unit(), { showId, customerId, from: [1, 2], to: [2, 3] });

  expect(moved.seats.map(seat => seat.number)).toEqual([2, 3]);
  expect(await held(showId, customerId)).toEqual([2, 3]);
  expect(await storedTickets(db, showId)).toEqual([
    kept,
    expect.objectContaining({ number: 3, holder: customerId }),
  ]);
});

test('a cheaper seat leaves the difference as credit', async () => {
  const { showId, customerId } = await givenBooking();

  const { customer } = await moveSeats(db.unit(), { showId, customerId, from: [1], to: [6] });

  expect(customer.credit).toBe(400);
  expect(await db.unit().findOneOrFail(Customer, customerId)).toMatchObject({
    credit: 400,
    version: customer.version,
  });
});

test('a dearer seat is paid for with credit', async () => {
  const { showId, customerId } = await givenBooking(500);

  const { customer } = await moveSeats(db.unit(), { showId, customerId, from: [1], to: [5] });

  expect(customer.credit).toBe(0);
});

test('a seat that was left is free at its list price', async () => {
  const { showId, customerId } = await givenBooking(500);
  await repriceShow(db.unit(), { showId, listPrice: 1200 });

  await moveSeats(db.unit(), { showId, customerId, from: [1], to: [3] });

  expect((await storedSeats(db, showId))[0]).toEqual({
    number: 1,
    price: 1200,
    listPrice: 1200,
    holder: null,
  });
  expect(await db.unit().findOneOrFail(Customer, customerId)).toMatchObject({ credit: 300 });
});

test.for([
  ['more seats than are left', { from: [1], to: [3, 4] }, new UnequalSeatsError(1, 2)],
  ['a seat of nobody', { from: [1, 3], to: [4, 5] }, new NotYourSeatError(3)],
  ['a seat of nobody, to itself', { from: [3], to: [3] }, new NotYourSeatError(3)],
  ['to a seat held already', { from: [1], to: [2] }, new SeatTakenError(2)],
  ['to a seat that does not exist', { from: [1], to: [9] }, new NoSuchSeatError([9])],
  ['to a dearer seat without credit', { from: [1], to: [5] }, new NotEnoughCreditError(500)],
  ['in a show that does not exist', { from: [1], to: [3], showId: -1 }, new NoSuchShowError()],
  ['for a customer who does not exist', { from: [1], to: [3], customerId: -1 }, new NoSuchCustomerError()],
] as const)('a move is refused, and nothing of it stored: %s', async ([, move, error]) => {
  const { showId, customerId } = await givenBooking();
  const before = await stored(db);

  const refused = moveSeats(db.unit(), { showId, customerId, ...move });

  await expect(refused).rejects.toStrictEqual(error);
  expect(await stored(db)).toEqual(before);
});

test('a move to a seat of another customer is refused, and nothing of it stored or left in memory', async () => {
  const { showId, customerId } = await givenBooking();
  await bookSeats(db.unit(), { showId, numbers: [4], email: 'grace@example.com', name: 'Grace' });
  const before = await stored(db);
  const em = db.unit();
  const seats = await em.find(Seat, { show: showId });
  const holders = seats.map(seat => seat.holder);

  const refused = moveSeats(em, { showId, customerId, from: [1, 2], to: [3, 4] });

  await expect(refused).rejects.toStrictEqual(new SeatTakenError(4));
  expect(await stored(db)).toEqual(before);
  expect(seats.map(seat => seat.holder)).toStrictEqual(holders);
  await expect(recordStatements(db.orm, () => em.flush())).resolves.toIssueNoQueries();
});

test('a move waits for a booking of the seat it goes to, and is refused when that commits', async () => {
  const { showId, customerId } = await givenBooking();
  const grace = { showId, numbers: [3], email: 'grace@example.com', name: 'Grace' };

  const move = await overlap(
    db,
    em => bookSeats(em, grace),
    em => moveSeats(em, { showId, customerId, from: [1], to: [3] }),
  );

  expect(move).toStrictEqual({ status: 'rejected', reason: new SeatTakenError(3) });
  expect(await held(showId, customerId)).toEqual([1, 2]);
});

test('a move sees a seat that became free while it waited, though its unit loaded the seat as taken', async () => {
  const { showId, customerId } = await givenBooking();
  const { customer: grace } = await bookSeats(db.unit(), {
    showId,
    numbers: [3],
    email: 'grace@example.com',
    name: 'Grace',
  });
  const leave = (em: EntityManager) => moveSeats(em, { showId, customerId: grace.id, from: [3], to: [4] });

  const move = await overlap(db, leave, async em => {
    await em.findOneOrFail(Show, showId, { populate: ['seats'] });
    return moveSeats(em, { showId, customerId, from: [1], to: [3] });
  });

  expect(move.status).toBe('fulfilled');
  expect(await held(showId, customerId)).toEqual([2, 3]);
});

test('two moves of one customer settle the credit one after the other', async () => {
  const { showId, customerId } = await givenBooking(500);

  const second = await overlap(
    db,
    em => moveSeats(em, { showId, customerId, from: [1], to: [5] }),
    em => moveSeats(em, { showId, customerId, from: [2], to: [6] }),
  );

  expect(second).toMatchObject({ status: 'fulfilled', value: { customer: { credit: 400 } } });
});

test('customers who swap through each other end with one seat each, or are refused, and nobody hangs', async () => {
  const show = await givenShow(db, 10);
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  const customers = await Promise.all(
    numbers.map(async n => {
      const { customer } = await bookSeats(db.unit(), { showId: show.id, numbers: [n], ...aCustomer() });
      return { customerId: customer.id, from: [n], to: [(n % 10) + 1] };
    }),
  );

  const moves = await Promise.allSettled(
    [...customers, ...customers.toReversed()].map(move => moveSeats(db.unit(), { showId: show.id, ...move })),
  );

  for (const move of moves) {
    if (move.status === 'rejected')
      expect([SeatTakenError, NotYourSeatError]).toContain(move.reason.constructor);
  }
  const tickets = await storedTickets(db, show.id);
  const seats = (await storedSeats(db, show.id)).filter(seat => seat.holder !== null);
  expect(tickets.map(({ number, holder }) => ({ number, holder }))).toEqual(
    seats.map(({ number, holder }) => ({ number, holder })),
  );
  expect(new Set(seats.map(seat => seat.holder)).size).toBe(8);
});
