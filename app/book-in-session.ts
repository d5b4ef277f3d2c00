import { type Booking, type BookSeats, bookSeats } from '../domain/index.ts';
import { Customer, Seat, Ticket } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';
import { type BoxOfficeContext } from './box-office-env.ts';
import { findCustomer, openSession } from './session.ts';

export interface SessionBooking extends Booking {
  /** This session's customer from now on: who the tickets are listed for, if that is who they were booked for. */
  readonly viewer: Customer | null;
  /** Seats of the show that were this session's until it became another customer's. */
  readonly noLongerYours: readonly Seat[];
}

/**
 * Books seats and makes their customer the session's. Who merely knows the e-mail address of somebody who
 * booked elsewhere can book for them, but does not get to see their other tickets.
 */
export async function bookInSession(c: BoxOfficeContext, input: BookSeats): Promise<SessionBooking> {
  const { em } = c.var;
  const viewer = await findCustomer(c);
  const known = await em.findOne(Customer, { email: input.email.toLowerCase() });
  const booking = await bookSeats(em, input);
  const listed = known ? known === viewer : await isFirst(em, booking);
  if (!listed) return { ...booking, viewer, noLongerYours: [] };

  const cart = await openSession(c);
  cart.customer = booking.customer;
  await em.flush();
  const { show, customer } = booking;
  const noLongerYours = viewer && viewer !== customer ? await em.find(Seat, { show, holder: viewer }) : [];
  return { ...booking, viewer: customer, noLongerYours };
}

/** Two sessions may be the first to use an address at the same time: then neither is shown the other's tickets. */
async function isFirst(em: EntityManager, { customer, tickets }: Booking): Promise<boolean> {
  return (await em.count(Ticket, { holder: customer })) === tickets.length;
}
