import { Seat, type Show } from '../entities/index.ts';
import { type EntityManager, type FilterQuery, LockMode } from '../src/index.ts';
import { NoSuchSeatError } from './not-found.ts';

/**
 * Returns seats as stored now. Until the transaction ends nobody else can change them.
 *
 * Operations take locks in one order, so that they wait for each other instead of deadlocking: customers
 * by id, seats by show and number, the tickets for them, the show.
 */
export function lockSeats(em: EntityManager, where: FilterQuery<Seat>): Promise<Seat[]> {
  return em.find(Seat, where, {
    orderBy: { show: 'asc', number: 'asc' },
    lockMode: LockMode.PESSIMISTIC_WRITE,
  });
}

/** Returns the seats of `show` with these numbers, locked, by number. */
export async function lockSeatNumbers(
  em: EntityManager,
  show: Show,
  numbers: ReadonlySet<number>,
): Promise<Seat[]> {
  const seats = await lockSeats(em, { show, number: { $in: [...numbers] } });
  const missing = numbers.difference(new Set(seats.map(seat => seat.number)));
  if (missing.size > 0) throw new NoSuchSeatError([...missing]);
  return seats;
}
