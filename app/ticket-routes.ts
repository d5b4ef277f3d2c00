import { Hono } from 'hono';
import { z } from 'zod';
import { NoSuchTicketError, transferTicket } from '../domain/index.ts';
import { type Customer, Ticket } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';
import { type BoxOfficeEnv } from './box-office-env.ts';
import { done } from './done.ts';
import { body, email, param, requiredLine } from './input.ts';
import { sendJson, sendPage } from './page.ts';
import { prefersJson } from './prefers.ts';
import { findCustomer, openSession } from './session.ts';
import { ticketsPage } from './tickets-page.ts';

export const ticketRoutes = new Hono<BoxOfficeEnv>();

const token = z
  .string({ error: 'Give a token.' })
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-Z]{8}$/, { error: 'Give a token: eight letters and digits.' });
const proof = z.object({ email, token });
const receiver = z.object({ name: requiredLine(100), email });

/**
 * `GET /tickets`: the open tickets of this session's customer.
 *
 * JSON: `{ customer: { name, email, credit } | null, tickets: [{ token, seat, row, price, show, film }] }`
 */
ticketRoutes.get('/tickets', async c => {
  const customer = await findCustomer(c);
  const tickets = customer ? await findTickets(c.var.em, customer) : [];
  if (prefersJson(c))
    return sendJson(c, { customer: customer && customerJson(customer), tickets: tickets.map(ticketJson) });
  return sendPage(c, ticketsPage(customer, tickets));
});

/**
 * `POST /tickets/find` `{ email, token }`: makes the holder of a ticket this session's customer. Who knows
 * both the token and the holder's e-mail address is believed to be the holder.
 *
 * JSON: `{ customer: { name, email, credit } }`
 */
ticketRoutes.post('/tickets/find', async c => {
  const { email, token } = await body(c, proof);
  const holder = { email: email.toLowerCase() };
  const ticket = await c.var.em.findOne(Ticket, { token, usedAt: null, holder }, { populate: ['holder'] });
  if (!ticket) throw new NoSuchTicketError();

  const cart = await openSession(c);
  cart.customer = ticket.holder;
  await c.var.em.flush();
  const message = `Welcome back, ${ticket.holder.name}.`;
  return done(c, { message, json: { customer: customerJson(ticket.holder) }, next: '/tickets' });
});

/**
 * `POST /tickets/:token/transfer` `{ name, email }`: gives a ticket to somebody else, under a new token.
 *
 * JSON: `{ token, seat }`, for the new holder
 */
ticketRoutes.post('/tickets/:token/transfer', async c => {
  const current = param(c, 'token', token);
  const person = await body(c, receiver);
  const ticket = await transferTicket(c.var.em, { token: current, ...person });
  const seat = ticket.seat.number;
  const message = `Seat ${seat} is now ${person.name}’s. Pass the new token on: ${ticket.token}`;
  return done(c, { message, json: { token: ticket.token, seat }, next: '/tickets' });
});

function findTickets(em: EntityManager, holder: Customer): Promise<Ticket[]> {
  return em.find(
    Ticket,
    { holder, usedAt: null },
    { populate: ['seat.show.film'], orderBy: { seat: { show: { startsAt: 'asc' }, number: 'asc' } } },
  );
}

function customerJson({ name, email, credit }: Customer) {
  return { name, email, credit };
}

function ticketJson({ token, seat: { number, row, price, show } }: Ticket) {
  const { id, startsAt, film } = show;
  return {
    token,
    seat: number,
    row,
    price,
    show: { id, startsAt },
    film: { id: film.id, title: film.title },
  };
}
