import { expect } from 'vitest';
import { Cart, Customer, Film, FilmLike, Seat, Show, Ticket } from '../../../../entities/index.ts';
import type { EntityManager } from '../../../../src/index.ts';
import type { RaceOutcome } from '../../../../src/testing/race/options.ts';

/** Fails unless the books of the box office balance, whatever was done. */
export async function requireBalance({ em }: RaceOutcome<EntityManager>): Promise<void> {
  await requireSeatsCounted(em);
  await requireTicketsMatchSeats(em);

  const overdrawn = await em.find(Customer, { credit: { $lt: 0 } });
  expect(overdrawn, 'customers with a negative credit').toEqual([]);

  const films = await em.find(Film, {});
  for (const { id, likes } of films)
    expect(await em.count(FilmLike, { film: id }), 'likes, as the film counts them').toBe(likes);
  requireUnique(films.map(({ title, releasedOn }) => `${title} of ${releasedOn}`));
  requireUnique((await em.find(Cart, {})).map(({ session }) => session));
}

async function requireSeatsCounted(em: EntityManager): Promise<void> {
  for (const { id, seatsLeft } of await em.find(Show, {}))
    expect(await em.count(Seat, { show: id, holder: null }), 'free seats, as the show counts them').toBe(
      seatsLeft,
    );
}

/** Every seat that is held has one open ticket, of its holder, and no other seat has one. */
async function requireTicketsMatchSeats(em: EntityManager): Promise<void> {
  const seats = await em.find(Seat, { holder: { $ne: null } });
  const tickets = await em.find(Ticket, { usedAt: null });
  const held = seats.map(({ id, holder }) => `seat ${id} of ${holder?.id}`);
  const covered = tickets.map(({ seat, holder }) => `seat ${seat.id} of ${holder.id}`);
  expect(covered.toSorted(), 'tickets, as the seats are held').toEqual(held.toSorted());
}

function requireUnique(names: readonly string[]): void {
  expect(names).toHaveLength(new Set(names).size);
}
