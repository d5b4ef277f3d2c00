import { randomUUID } from 'node:crypto';
import { Customer, Film, Seat, Show } from '../../entities/index.ts';
import { type EntityManager, LockMode } from '../../src/index.ts';
import { type BoxOfficeDatabase } from '../support/database.ts';

export function aFilm(title: string = randomUUID()): Film {
  return new Film({
    title,
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  });
}

export function aCustomer(name = 'Ada', credit = 0): Customer {
  const customer = new Customer(`${randomUUID()}@example.com`, name);
  customer.settle(credit);
  return customer;
}

/** Stores a show with free seats 1 to `seats` at 1,000 cents each, and one at each of `prices` after them. */
export async function givenShow(db: BoxOfficeDatabase, seats = 6, ...prices: number[]): Promise<Show> {
  const show = new Show(aFilm(), new Date('2030-01-01T20:00:00Z'), 1000, seats + prices.length);
  for (let number = 1; number <= seats; number++) show.seats.add(new Seat(show, number, 'A', 1000));
  prices.forEach((price, i) => show.seats.add(new Seat(show, seats + i + 1, 'B', price)));
  await db.given(show);
  return show;
}

/** Locks one seat of a show, as an operation does. */
export function lockSeat(show: Show, number: number): (em: EntityManager) => Promise<Seat> {
  return em => em.findOneOrFail(Seat, { show: show.id, number }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
