import { Hono } from 'hono';
import { z } from 'zod';
import { moveSeats, NoSuchShowError, repriceShow } from '../domain/index.ts';
import { Seat, Show } from '../entities/index.ts';
import { bookInSession, type SessionBooking } from './book-in-session.ts';
import { type BoxOfficeContext, type BoxOfficeEnv } from './box-office-env.ts';
import { done } from './done.ts';
import { filmJson, showJson } from './film-json.ts';
import { body, email, integer, param, query, requiredLine, someOf } from './input.ts';
import { centsOf, money } from './money.ts';
import { sendJson, sendPage } from './page.ts';
import { prefersJson } from './prefers.ts';
import { Problem } from './problem.ts';
import { seatJson } from './seat-state.ts';
import { findCustomer } from './session.ts';
import { showPage } from './show-page.ts';
import { requireToCome } from './show-to-come.ts';

export const showRoutes = new Hono<BoxOfficeEnv>();

const seatNumbers = someOf(integer, { error: 'Choose at least one seat.' });
const task = z.object({
  task: z.enum(['book', 'move'], { error: 'Use one of: book, move.' }).default('book'),
});
const booking = z.object({ seats: seatNumbers, name: requiredLine(100), email });
const move = z.object({ from: seatNumbers, to: seatNumbers });
const amount = z.string().regex(/^\d{1,4}(\.\d{1,2})?$/, { error: 'Give an amount such as 9.50.' });
const price = z.object({ price: amount.transform(centsOf) });

/**
 * `GET /shows/:id?task=book|move`: a show and its seats, as the customer of this session sees them.
 *
 * JSON: a show, `film`, and `seats: [{ number, row, price, state: 'free' | 'taken' | 'yours' }]`
 */
showRoutes.get('/shows/:id', async c => {
  const show = await getShow(c);
  const viewer = await findCustomer(c);
  const seats = await c.var.em.find(Seat, { show }, { orderBy: { number: 'asc' } });
  if (!prefersJson(c)) return sendPage(c, showPage({ show, seats, viewer, ...query(c, task) }));
  return sendJson(c, {
    ...showJson(show),
    film: filmJson(show.film),
    seats: seats.map(seat => seatJson(seat, viewer)),
  });
});

/**
 * `POST /shows/:id/bookings` `{ seats: [12, 13], name, email }`: books all the seats, or none.
 *
 * JSON, 201: `{ tickets: [{ token, seat, row, price }] }`, one for each seat that was not held before
 */
showRoutes.post('/shows/:id/bookings', async c => {
  const showId = param(c, 'id', integer);
  const { seats, ...person } = await body(c, booking);
  await requireToCome(c.var.em, showId);
  const booked = await bookInSession(c, { showId, numbers: seats, ...person });
  const json = { tickets: booked.tickets.map(({ token, seat }) => ({ token, ...placeJson(seat) })) };
  return done(c, { message: thanks(booked), json, next: `/shows/${showId}`, status: 201 });
});

/**
 * `POST /shows/:id/moves` `{ from: [12], to: [14] }`: moves seats of this session's customer.
 *
 * JSON: `{ seats: [{ seat, row, price }], credit }`, amounts in cents
 */
showRoutes.post('/shows/:id/moves', async c => {
  const showId = param(c, 'id', integer);
  const input = await body(c, move);
  await requireToCome(c.var.em, showId);
  const viewer = await findCustomer(c);
  if (!viewer)
    throw new Problem(403, 'Nobody has booked in this session. Book a seat, or find your tickets.');

  const { seats, customer } = await moveSeats(c.var.em, { showId, customerId: viewer.id, ...input });
  const message = `You moved to ${seatList(seats)}. Your credit is ${money(customer.credit)}.`;
  const json = { seats: seats.map(placeJson), credit: customer.credit };
  return done(c, { message, json, next: `/shows/${showId}` });
});

/**
 * `POST /shows/:id/price` `{ price: '9.50' }`: sets the price of a seat, in euros as people write them.
 *
 * JSON: `{ listPrice, repriced }`, cents and the number of seats sold at that price from now on
 */
showRoutes.post('/shows/:id/price', async c => {
  const showId = param(c, 'id', integer);
  const { price: listPrice } = await body(c, price);
  const { repriced } = await repriceShow(c.var.em, { showId, listPrice });
  const message = `A seat now costs ${money(listPrice)}; ${repriced} free seats have the new price.`;
  return done(c, { message, json: { listPrice, repriced }, next: `/shows/${showId}` });
});

function getShow(c: BoxOfficeContext): Promise<Show> {
  const failHandler = () => new NoSuchShowError();
  const populate = ['film.director', 'film.distributor'] as const;
  return c.var.em.findOneOrFail(Show, param(c, 'id', integer), { populate, failHandler });
}

function placeJson({ number, row, price }: Seat) {
  return { seat: number, row, price };
}

function seatList(seats: readonly Seat[]): string {
  const list = new Intl.ListFormat('en-GB').format(seats.map(seat => String(seat.number)));
  return `${seats.length === 1 ? 'seat' : 'seats'} ${list}`;
}

function thanks({ tickets, listed }: SessionBooking): string {
  if (tickets.length === 0) return 'You have these seats already.';
  const booked = `You have ${seatList(tickets.map(ticket => ticket.seat))}. Enjoy the film.`;
  if (listed) return booked;
  const tokens = tickets.map(ticket => ticket.token).join(', ');
  return `${booked} Keep the tokens ${tokens}: with one of them and the e-mail address you find the tickets here.`;
}
