import { expect, test } from 'vitest';
import { bookSeats, NoSuchSeatError, NoSuchShowError } from '../../domain/index.ts';
import { Customer, Seat, SeatTakenError, Show, Ticket } from '../../entities/index.ts';
import { type EntityManager, OutboxEvent } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow, lockSeat } from './given-show.ts';
import { overlap } from './overlap.ts';
import { stored, storedSeats, storedTickets } from './stored.ts';

const db = testDatabase();

const booking =
  (show: Show, numbers: readonly number[], { email, name } = aCustomer()) =>
  (em: EntityManager) =>
    bookSeats(em, { showId: show.id, numbers, email, name });

test('a customer gets every seat asked for, a ticket for each, and the show has fewer seats left', async () => {
  const show = await givenShow(db, 6);

  const booked = await booking(show, [3, 1, 2])(db.unit());

  expect(booked.tickets.map(ticket => ticket.seat.number)).toEqual([1, 2, 3]);
  const holder = booked.customer.id;
  expect((await storedSeats(db, show.id)).map(seat => seat.holder)).toEqual([
    holder,
    holder,
    holder,
    null,
    null,
    null,
  ]);
  const tokens = booked.tickets.map(({ seat, token }) => ({ number: seat.number, holder, token }));
  expect(await storedTickets(db, show.id)).toEqual(tokens);
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
});

test('what comes back equals what is stored, in the objects that the unit holds', async () => {
  const { id } = await givenShow(db, 6);
  const em = db.unit();
  const show = await em.findOneOrFail(Show, id, { populate: ['seats'] });

  const booked = await booking(show, [1, 2])(em);

  expect(booked.show).toBe(show);
  expect(show.seatsLeft).toBe(4);
  const fresh = db.unit();
  expect(await fresh.findOneOrFail(Show, id)).toMatchObject({ seatsLeft: 4, version: show.version });
  for (const seat of show.seats) {
    expect((await fresh.findOneOrFail(Seat, seat.id)).version).toBe(seat.version);
    expect(seat.holder).toBe(seat.number <= 2 ? booked.customer : null);
  }
  for (const ticket of booked.tickets) {
    expect(await fresh.findOneOrFail(Ticket, ticket.id)).toMatchObject({ issuedAt: ticket.issuedAt });
  }
  expect(await fresh.findOneOrFail(Customer, booked.customer.id)).toMatchObject({
    version: booked.customer.version,
    credit: booked.customer.credit,
  });
});

test('a customer is known by e-mail whatever its case, and keeps the name first given', async () => {
  const show = await givenShow(db, 6);
  const ada = aCustomer('Ada');
  await db.given(ada);

  const booked = await booking(show, [1], new Customer(ada.email, 'Countess'))(db.unit());
  const again = await bookSeats(db.unit(), {
    showId: show.id,
    numbers: [2],
    email: ada.email.toUpperCase(),
    name: 'Augusta',
  });

  expect([booked.customer.id, again.customer.id]).toEqual([ada.id, ada.id]);
  expect(again.customer.name).toBe('Ada');
});

test('a seat that the customer holds already is not sold again', async () => {
  const show = await givenShow(db, 6);
  const ada = aCustomer();
  const first = await booking(show, [1, 2], ada)(db.unit());

  const second = await booking(show, [2, 3, 3], ada)(db.unit());

  expect(second.tickets.map(ticket => ticket.seat.number)).toEqual([3]);
  expect(second.show.seatsLeft).toBe(3);
  const tickets = await storedTickets(db, show.id);
  expect(tickets.map(ticket => ticket.token)).toEqual(
    [...first.tickets, ...second.tickets].map(ticket => ticket.token),
  );
});

test('a booking of seats that the customer holds, all of them, changes nothing', async () => {
  const show = await givenShow(db, 6);
  const ada = aCustomer();
  await booking(show, [1, 2], ada)(db.unit());
  const before = await storedTickets(db, show.id);

  const again = await booking(show, [1, 2], ada)(db.unit());

  expect(again.tickets).toEqual([]);
  expect(again.show.seatsLeft).toBe(4);
  expect(await storedTickets(db, show.id)).toEqual(before);
});

test('a booking is published with the seats that were sold by it, once it is stored', async () => {
  const show = await givenShow(db, 6);
  const ada = aCustomer();
  await booking(show, [3], ada)(db.unit());
  await booking(show, [3, 2, 1], ada)(db.unit());
  await booking(show, [1], ada)(db.unit());

  const events = await db
    .unit()
    .find(OutboxEvent, { payload: { show: show.id } }, { orderBy: { id: 'asc' } });

  const [customer] = (await storedSeats(db, show.id)).map(({ holder }) => holder);
  expect(events.map(({ type, payload }) => ({ type, payload }))).toEqual([
    { type: 'seats.booked', payload: { show: show.id, customer, numbers: [3] } },
    { type: 'seats.booked', payload: { show: show.id, customer, numbers: [1, 2] } },
  ]);
});

test('one seat of another customer refuses the whole booking, and nothing of it is stored', async () => {
  const show = await givenShow(db, 6);
  await booking(show, [3])(db.unit());
  const before = await stored(db);

  const refused = booking(show, [1, 2, 3, 4])(db.unit());

  await expect(refused).rejects.toStrictEqual(new SeatTakenError(3));
  expect(await stored(db)).toEqual(before);
});

test('a booking of seats that the show does not have names them, and nothing of it is stored', async () => {
  const show = await givenShow(db, 6);
  const before = await stored(db);

  const refused = booking(show, [1, 8, 7])(db.unit());

  await expect(refused).rejects.toStrictEqual(new NoSuchSeatError([8, 7]));
  expect(await stored(db)).toEqual(before);
});

test('a booking for a show that does not exist is refused, and registers nobody', async () => {
  const before = await stored(db);

  const refused = bookSeats(db.unit(), { showId: -1, numbers: [1], email: 'ada@example.com', name: 'Ada' });

  await expect(refused).rejects.toStrictEqual(new NoSuchShowError());
  expect(await stored(db)).toEqual(before);
});

test('a booking waits for another one of the same seat, and is refused when that commits', async () => {
  const show = await givenShow(db, 6);

  const second = await overlap(db, booking(show, [1, 2]), booking(show, [2, 3]));

  expect(second).toStrictEqual({ status: 'rejected', reason: new SeatTakenError(2) });
  expect((await storedTickets(db, show.id)).map(ticket => ticket.number)).toEqual([1, 2]);
});

test('two bookings of different seats both take theirs from the seats left', async () => {
  const show = await givenShow(db, 6);

  const second = await overlap(db, booking(show, [1, 2]), booking(show, [3]));

  expect(second).toMatchObject({ status: 'fulfilled', value: { show: { seatsLeft: 3 } } });
});

test('two bookings under one new e-mail address register one customer', async () => {
  const show = await givenShow(db, 6);
  const ada = aCustomer('Ada');

  const second = await overlap(
    db,
    booking(show, [1], ada),
    booking(show, [2], new Customer(ada.email, 'Augusta')),
  );

  expect(second).toMatchObject({ status: 'fulfilled', value: { customer: { name: 'Ada' } } });
  expect(await db.unit().count(Customer, { email: ada.email })).toBe(1);
});

test('a booking that waits for a seat holds no later one, so it cannot deadlock', async () => {
  const show = await givenShow(db, 2);

  const second = await overlap(db, lockSeat(show, 1), booking(show, [2, 1]), lockSeat(show, 2));

  expect(second.status).toBe('fulfilled');
});

test('of 32 buyers of overlapping seats each seat is sold to one, and the others learn that it is taken', async () => {
  const show = await givenShow(db, 20);
  const buyers = Array.from({ length: 32 }, (_, i) =>
    [i, i + 7, i + 13].map(n => (n % 20) + 1).toSorted(i % 2 ? (a, b) => b - a : (a, b) => a - b),
  );

  const results = await Promise.allSettled(buyers.map(numbers => booking(show, numbers)(db.unit())));

  const sold = results.filter(result => result.status === 'fulfilled').map(result => result.value);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(SeatTakenError);
  }
  const expected = sold
    .flatMap(({ tickets }) =>
      tickets.map(({ seat, holder, token }) => ({ number: seat.number, holder: holder.id, token })),
    )
    .toSorted((a, b) => a.number - b.number);
  expect(sold.every(({ tickets }) => tickets.length === 3)).toBe(true);
  expect(sold.length).toBeGreaterThan(0);
  expect(await storedTickets(db, show.id)).toEqual(expected);
  const held = (await storedSeats(db, show.id)).filter(seat => seat.holder !== null);
  expect(held.map(({ number, holder }) => ({ number, holder }))).toEqual(
    expected.map(({ number, holder }) => ({ number, holder })),
  );
  expect(await db.unit().findOneOrFail(Show, show.id)).toMatchObject({ seatsLeft: 20 - held.length });
});
