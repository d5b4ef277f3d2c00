import { type Seat } from '../entities/index.ts';
import { type SessionBooking } from './book-in-session.ts';

/** What is said of a booking, to who made it. */
export function thanks({ tickets, customer, viewer }: SessionBooking): string {
  if (tickets.length === 0) return 'You have these seats already.';
  const booked = `You have ${seatList(tickets.map(ticket => ticket.seat))}. Enjoy the film.`;
  if (viewer === customer) return booked;
  const tokens = tickets.map(ticket => ticket.token).join(', ');
  return `${booked} Keep the tokens ${tokens}: with one of them and the e-mail address you find the tickets here.`;
}

/** `seats 2, 3 and 4`. */
export function seatList(seats: readonly Seat[]): string {
  const list = new Intl.ListFormat('en-GB').format(seats.map(seat => String(seat.number)));
  return `${seats.length === 1 ? 'seat' : 'seats'} ${list}`;
}
