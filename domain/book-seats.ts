import { type Customer, type Seat, Show, type Ticket } from '../entities/index.ts';
import { decrement, type DomainEvent, type EntityManager, operation } from '../src/index.ts';
import { getOrCreateCustomer } from './get-or-create-customer.ts';
import { issueTicket } from './issue-ticket.ts';
import { lockSeatNumbers } from './lock-seats.ts';
import { NoSuchShowError } from './not-found.ts';

export interface BookSeats {
  readonly showId: number;
  readonly numbers: readonly number[];
  readonly email: string;
  readonly name: string;
}

/** What a customer got: one ticket for each seat that was free; none for a seat held before. */
export interface Booking {
  readonly show: Show;
  readonly customer: Customer;
  readonly tickets: readonly Ticket[];
}

/** Gives one customer every seat asked for, or none of them; publishes `seats.booked`. */
export const bookSeats = operation('bookSeats', async (em, input: BookSeats): Promise<Booking> => {
  const { showId, numbers, email, name } = input;
  const show = await em.findOneOrFail(Show, showId, { failHandler: () => new NoSuchShowError() });
  const customer = await getOrCreateCustomer(em, { email, name });
  const seats = await lockSeatNumbers(em, show, new Set(numbers));

  const sold = seats.filter(seat => seat.assignTo(customer));
  const tickets = await issueTickets(em, customer, sold);

  await em.updateRow(show, { seatsLeft: decrement(sold.length) });
  if (sold.length > 0) em.publish(seatsBooked(show, customer, sold));
  return { show, customer, tickets };
});

function seatsBooked({ id: show }: Show, { id: customer }: Customer, seats: readonly Seat[]): DomainEvent {
  return { type: 'seats.booked', payload: { show, customer, numbers: seats.map(({ number }) => number) } };
}

async function issueTickets(em: EntityManager, holder: Customer, seats: readonly Seat[]): Promise<Ticket[]> {
  const tickets: Ticket[] = [];
  for (const seat of seats) tickets.push(await issueTicket(em, seat, holder));
  return tickets;
}
