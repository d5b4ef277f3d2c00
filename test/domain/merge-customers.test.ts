import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  bookSeats,
  mergeCustomers,
  moveSeats,
  NoSuchCustomerError,
  SameCustomerError,
} from '../../domain/index.ts';
import { Cart, Customer, Seat, type Show, Ticket } from '../../entities/index.ts';
import { LockMode } from '../../src/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow, lockSeat } from './given-show.ts';
import { overlap } from './overlap.ts';
import { stored, storedSeats, storedTickets } from './stored.ts';

const db = testDatabase();

/** Ada holds seats 1 and 2 and 300 cents, her twin seats 3 and 4, a cart and 500 cents. */
async function givenTwins(): Promise<{ show: Show; ada: Customer; twin: Customer; cart: Cart }> {
  const show = await givenShow(db, 6);
  const [ada, twin] = [aCustomer('Ada', 300), aCustomer('Ada', 500)];
  const cart = new Cart(randomUUID());
  cart.customer = twin;
  await db.given(ada, twin, cart);
  await bookSeats(db.unit(), { showId: show.id, numbers: [1, 2], email: ada.email, name: ada.name });
  await bookSeats(db.unit(), { showId: show.id, numbers: [3, 4], email: twin.email, name: twin.name });
  return { show, ada, twin, cart };
}

test('seats, tickets, carts and credit pass to the customer who is kept; the other is gone', async () => {
  const { show, ada, twin, cart } = await givenTwins();
  const tokens = (await storedTickets(db, show.id)).map(ticket => ticket.token);

  const kept = await mergeCustomers(db.unit(), { keepId: ada.id, mergeId: twin.id });

  expect(kept).toMatchObject({ id: ada.id, email: ada.email, credit: 800 });
  expect(await db.unit().findOneOrFail(Customer, ada.id)).toMatchObject({
    credit: 800,
    version: kept.version,
  });
  expect(await db.unit().findOne(Customer, twin.id)).toBeNull();
  expect((await storedSeats(db, show.id)).map(seat => seat.holder)).toEqual([
    ada.id,
    ada.id,
    ada.id,
    ada.id,
    null,
    null,
  ]);
  expect(await storedTickets(db, show.id)).toEqual(
    tokens.map((token, i) => ({ number: i + 1, holder: ada.id, token })),
  );
  expect((await db.unit().findOneOrFail(Cart, cart.id)).customer?.id).toBe(ada.id);
});

test('used tickets pass as well', async () => {
  const { ada, twin } = await givenTwins();
  await db.rows('update ticket set used_at = now() where holder_id = $1', [twin.id]);

  await mergeCustomers(db.unit(), { keepId: ada.id, mergeId: twin.id });

  const [row] = await db.rows('select count(*)::int as n from ticket where holder_id = $1', [ada.id]);
  expect(row).toEqual({ n: 4 });
});

test('what the unit holds of the customers follows, in as many statements however much it is', async () => {
  const { show, ada, twin, cart } = await givenTwins();
  const em = db.unit();
  const seats = await em.find(Seat, { show: show.id });
  const tickets = await em.find(Ticket, { seat: { show: show.id } });
  const loaded = await em.findOneOrFail(Cart, cart.id);

  const recording = await recordStatements(db.orm, () =>
    mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
  );

  // Begin, the locks of customers and seats, one write each for seats, tickets, carts and both customers, commit.
  expect(recording).toHaveSent(9);
  const kept = recording.result;
  expect(seats.filter(seat => seat.holder === kept)).toHaveLength(4);
  expect(tickets.filter(ticket => ticket.holder === kept)).toHaveLength(4);
  expect(loaded.customer).toBe(kept);
  expect(em.getUnitOfWork().getById(Customer, twin.id)).toBeUndefined();
  expect(seats.map(seat => seat.version)).toEqual(await storedVersions(show));
  await expect(recordStatements(db.orm, () => em.flush())).resolves.toIssueNoQueries();
});

test('a merge that is rolled back leaves the unit as it was', async () => {
  const { show, ada, twin } = await givenTwins();
  const em = db.unit();
  const seats = await em.find(Seat, { show: show.id }, { orderBy: { number: 'asc' }, populate: ['holder'] });
  const before = seats.map(({ holder, version }) => ({ holder, version }));

  const rolledBack = em.transactional(async em => {
    await mergeCustomers(em, { keepId: ada.id, mergeId: twin.id });
    throw new Error('Changed my mind.');
  });

  await expect(rolledBack).rejects.toThrow('Changed my mind.');
  expect(seats.map(({ holder, version }) => ({ holder, version }))).toStrictEqual(before);
  expect(seats[2]?.holder).toMatchObject({ id: twin.id, email: twin.email, credit: 500 });
});

async function storedVersions(show: Show): Promise<number[]> {
  const seats = await db.unit().find(Seat, { show: show.id });
  return seats.map(seat => seat.version);
}

test('a customer who is merged or kept must exist, and cannot be the same; nothing changes', async () => {
  const { ada } = await givenTwins();
  const before = await stored(db);

  const [missing, none, same] = await Promise.all(
    [
      { keepId: ada.id, mergeId: -1 },
      { keepId: -1, mergeId: ada.id },
      { keepId: ada.id, mergeId: ada.id },
    ].map(input => mergeCustomers(db.unit(), input).catch((error: unknown) => error)),
  );

  expect(missing).toStrictEqual(new NoSuchCustomerError());
  expect(none).toStrictEqual(new NoSuchCustomerError());
  expect(same).toStrictEqual(new SameCustomerError());
  expect(await stored(db)).toEqual(before);
});

test('two merges of each other into each other leave one customer', async () => {
  const { ada, twin } = await givenTwins();

  const second = await overlap(
    db,
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
    em => mergeCustomers(em, { keepId: twin.id, mergeId: ada.id }),
  );

  expect(second).toStrictEqual({ status: 'rejected', reason: new NoSuchCustomerError() });
  expect(await db.unit().findOneOrFail(Customer, ada.id)).toMatchObject({ credit: 800 });
});

test('a merge that waits for a seat holds no later one, so it cannot deadlock', async () => {
  const show = await givenShow(db, 2);
  const [ada, twin] = [aCustomer('Ada'), aCustomer('Ada')];
  await db.given(ada, twin);
  for (const numbers of [[2], [1]]) await bookSeats(db.unit(), { showId: show.id, numbers, ...twin });

  const merge = await overlap(
    db,
    lockSeat(show, 1),
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
    lockSeat(show, 2),
  );

  expect(merge.status).toBe('fulfilled');
});

test('a merge waits for a booking of the customer, and passes its seats on', async () => {
  const { show, ada, twin } = await givenTwins();

  const merge = await overlap(
    db,
    em => bookSeats(em, { showId: show.id, numbers: [4, 5], email: twin.email, name: twin.name }),
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
  );

  expect(merge.status).toBe('fulfilled');
  expect((await storedSeats(db, show.id)).filter(seat => seat.holder === ada.id)).toHaveLength(5);
});

test('a booking that waits for the merge of its customer registers the e-mail address again', async () => {
  const { show, ada, twin } = await givenTwins();

  const booking = await overlap(
    db,
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
    em => bookSeats(em, { showId: show.id, numbers: [5], email: twin.email, name: 'Twin' }),
  );

  expect(booking).toMatchObject({ value: { customer: { email: twin.email, name: 'Twin', credit: 0 } } });
  expect((await storedSeats(db, show.id))[4]?.holder).not.toBe(ada.id);
});

test('a booking under way when its customer is merged registers the e-mail address again', async () => {
  const { show, ada, twin } = await givenTwins();

  const booking = await overlap(
    db,
    em => em.findOneOrFail(Customer, twin.id, { lockMode: LockMode.PESSIMISTIC_WRITE }),
    em => bookSeats(em, { showId: show.id, numbers: [5], email: twin.email, name: 'Twin' }),
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
  );

  expect(booking).toMatchObject({ value: { customer: { email: twin.email, name: 'Twin', credit: 0 } } });
});

test('a move that waits for the merge of its customer is refused', async () => {
  const { show, ada, twin } = await givenTwins();

  const move = await overlap(
    db,
    em => mergeCustomers(em, { keepId: ada.id, mergeId: twin.id }),
    em => moveSeats(em, { showId: show.id, customerId: twin.id, from: [3], to: [5] }),
  );

  expect(move).toStrictEqual({ status: 'rejected', reason: new NoSuchCustomerError() });
});
