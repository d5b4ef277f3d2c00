import { Customer, Film, FilmLike, Seat, Show, Ticket } from '../../../../entities/index.ts';
import { type EntityManager, increment } from '../../../../src/index.ts';

/** What every schedule begins with: their keys, for the operations to name. */
export const alien = 1;
export const show = 1;
export const ada = 1;
export const bob = 2;
export const adasTicket = 'ADA00000';
export const bobsTicket = 'BOB00000';
export const session = 'session';
/** Whose session likes the film. */
export const carol = 'carol';

/** Seats 1 and 2 of a show are Ada's and Bob's, at different prices; 3 and 4 are free. Ada has credit; one session likes the film. */
export async function storeBoxOffice(em: EntityManager): Promise<void> {
  const [firstCustomer, secondCustomer] = [
    new Customer('ada@example.com', 'Ada'),
    new Customer('bob@example.com', 'Bob'),
  ];
  firstCustomer.settle(500);
  const film = new Film({
    title: 'Alien',
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  });
  const evening = new Show(film, new Date('2030-01-01T20:00:00Z'), 1000, 2);
  const seats = [1000, 900, 1000, 1200].map((price, index) => new Seat(evening, index + 1, 'A', price));
  for (const seat of seats) evening.seats.add(seat);
  await em.persist([firstCustomer, secondCustomer, evening, new FilmLike(film, carol)]).flush();
  await em.updateRow(film, { likes: increment(1) });

  for (const [seat, holder, token] of [
    [seats[0]!, firstCustomer, adasTicket],
    [seats[1]!, secondCustomer, bobsTicket],
  ] as const) {
    seat.assignTo(holder);
    em.persist(new Ticket(seat, holder, token));
  }
  await em.flush();
}
