import { expect, test } from 'vitest';
import { bookSeats, moveSeats, NoSuchTicketError, repriceShow, transferTicket } from '../../domain/index.ts';
import { Customer, type Show } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow } from './given-show.ts';
import { overlap } from './overlap.ts';
import { stored, storedSeats, storedTickets } from './stored.ts';

const db = testDatabase();

async function givenTicket(): Promise<{ show: Show; ada: Customer; token: string }> {
  const show = await givenShow(db, 3);
  const { customer, tickets } = await bookSeats(db.unit(), { showId: show.id, numbers: [1], ...aCustomer() });
  return { show, ada: customer, token: tickets[0]?.token ?? '' };
}

test('the ticket and its seat pass to the other customer, under a new token', async () => {
  const { show, token } = await givenTicket();
  const bob = aCustomer('Bob');

  const ticket = await transferTicket(db.unit(), { token, email: bob.email.toUpperCase(), name: bob.name });

  expect(ticket.holder).toMatchObject({ email: bob.email, name: 'Bob' });
  expect(ticket.seat.holder).toBe(ticket.holder);
  expect(ticket.token).not.toBe(token);
  const holder = ticket.holder.id;
  expect(await storedTickets(db, show.id)).toEqual([{ number: 1, holder, token: ticket.token }]);
  expect((await storedSeats(db, show.id))[0]?.holder).toBe(holder);
});

test('a seat that is given away keeps the price it was sold at', async () => {
  const { show, token } = await givenTicket();
  await repriceShow(db.unit(), { showId: show.id, listPrice: 1200 });

  await transferTicket(db.unit(), { token, ...aCustomer('Bob') });

  expect((await storedSeats(db, show.id))[0]?.price).toBe(1000);
});

test('a ticket that is given to its holder gets a new token', async () => {
  const { show, ada, token } = await givenTicket();

  const ticket = await transferTicket(db.unit(), { token, email: ada.email, name: ada.name });

  expect(await storedTickets(db, show.id)).toEqual([{ number: 1, holder: ada.id, token: ticket.token }]);
  expect(ticket.token).not.toBe(token);
});

test('a token works once: the old one, a used one and an unknown one are refused, and register nobody', async () => {
  const { token: old } = await givenTicket();
  await transferTicket(db.unit(), { token: old, ...aCustomer('Bob') });
  const { token: used } = await givenTicket();
  await db.rows('update ticket set used_at = now() where token = $1', [used]);
  const before = await stored(db);

  for (const token of [old, used, 'unknown']) {
    const refused = transferTicket(db.unit(), { token, ...aCustomer('Eve') });
    await expect(refused).rejects.toStrictEqual(new NoSuchTicketError());
  }

  expect(await stored(db)).toEqual(before);
});

test('a transfer waits for another one of the same ticket, and is refused when that commits', async () => {
  const { show, token } = await givenTicket();

  const second = await overlap(
    db,
    em => transferTicket(em, { token, ...aCustomer('Bob') }),
    em => transferTicket(em, { token, ...aCustomer('Eve') }),
  );

  expect(second).toStrictEqual({ status: 'rejected', reason: new NoSuchTicketError() });
  const [ticket] = await storedTickets(db, show.id);
  expect(await db.unit().findOneOrFail(Customer, ticket?.holder ?? -1)).toMatchObject({ name: 'Bob' });
  expect(await db.unit().count(Customer, { name: 'Eve' })).toBe(0);
});

test('a transfer waits for a move of the ticket, and is refused because its token is new', async () => {
  const { show, ada, token } = await givenTicket();

  const second = await overlap(
    db,
    em => moveSeats(em, { showId: show.id, customerId: ada.id, from: [1], to: [2] }),
    em => transferTicket(em, { token, ...aCustomer('Eve') }),
  );

  expect(second).toStrictEqual({ status: 'rejected', reason: new NoSuchTicketError() });
  expect((await storedTickets(db, show.id)).map(({ number, holder }) => [number, holder])).toEqual([
    [2, ada.id],
  ]);
});
