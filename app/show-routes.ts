import { Hono } from 'hono';
import { z } from 'zod';
import { moveSeats, NoSuchShowError, repriceShow } from '../domain/index.ts';
import { Seat, Show } from '../entities/index.ts';
import { bookInSession } from './book-in-session.ts';
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
import { showChanges } from './show-changes.ts';
import { requireToCome } from './show-to-come.ts';
import { seatList, thanks } from './thanks.ts';

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
 * JSON: a show, `film`, and `seats: [{ id, number, row, price, state: 'free' | 'taken' | 'yours' }]`
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
 * JSON, 201: `{ tickets: [{ token, seat, row, price }], message, changes }`, one for each seat that was not held
 * before. `changes` is what of the show and its seats is not as it was, for who shows them:
 * `{ updated: [{ entity: 'Seat' | 'Show', key, fields: { state, price, listPrice, seatsLeft } }] }`, of the fields
 * those that have changed, each as `{ from, to }`, and of each row the `id` as `key`
 */
showRoutes.post('/shows/:id/bookings', async c => {
  const showId = param(c, 'id', integer);
  const { seats, ...person } = await body(c, booking);
  await requireToCome(c.var.em, showId);
  const { result: booked, changes } = await c.var.em.observe(() =>
    bookInSession(c, { showId, numbers: seats, ...person }),
  );
  const json = { tickets: booked.tickets.map(({ token, seat }) => ({ token, ...placeJson(seat) })) };
  return done(c, {
    message: thanks(booked),
    json,
    next: `/shows/${showId}`,
    status: 201,
    changes: showChanges(changes, booked.viewer, booked.noLongerYours),
  });
});

/**
 * `POST /shows/:id/moves` `{ from: [12], to: [14] }`: moves seats of this session's customer.
 *
 * JSON: `{ seats: [{ seat, row, price }], credit, message, changes }`, amounts in cents, changes as above
 */
showRoutes.post('/shows/:id/moves', async c => {
  const showId = param(c, 'id', integer);
  const input = await body(c, move);
  await requireToCome(c.var.em, showId);
  const viewer = await findCustomer(c);
  if (!viewer)
    throw new Problem(403, 'Nobody has booked in this session. Book a seat, or find your tickets.');

  const { result, changes } = await c.var.em.observe(em =>
    moveSeats(em, { showId, customerId: viewer.id, ...input }),
  );
  const { seats, customer } = result;
  const message = `You moved to ${seatList(seats)}. Your credit is ${money(customer.credit)}.`;
  const json = { seats: seats.map(placeJson), credit: customer.credit };
  return done(c, { message, json, next: `/shows/${showId}`, changes: showChanges(changes, viewer) });
});

/**
 * `POST /shows/:id/price` `{ price: '9.50' }`: sets the price of a seat, in euros as people write them.
 *
 * JSON: `{ listPrice, repriced, message, changes }`, cents and the number of seats sold at that price from now on,
 * changes as above
 */
showRoutes.post('/shows/:id/price', async c => {
  const showId = param(c, 'id', integer);
  const { price: listPrice } = await body(c, price);
  const viewer = await findCustomer(c);
  const { result, changes } = await c.var.em.observe(em => repriceShow(em, { showId, listPrice }));
  const { repriced } = result;
  const message = `A seat now costs ${money(listPrice)}; ${repriced} free seats have the new price.`;
  const json = { listPrice, repriced };
  return done(c, { message, json, next: `/shows/${showId}`, changes: showChanges(changes, viewer) });
});

function getShow(c: BoxOfficeContext): Promise<Show> {
  const failHandler = () => new NoSuchShowError();
  const populate = ['film.director', 'film.distributor'] as const;
  return c.var.em.findOneOrFail(Show, param(c, 'id', integer), { populate, failHandler });
}

function placeJson({ number, row, price }: Seat) {
  return { seat: number, row, price };
}
