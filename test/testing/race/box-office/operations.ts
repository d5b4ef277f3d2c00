import {
  addShow,
  bookSeats,
  type FilmRecord,
  importFilms,
  likeFilm,
  mergeCustomers,
  moveSeats,
  openCart,
  repriceShow,
  transferTicket,
  unlikeFilm,
} from '../../../../domain/index.ts';
import type { EntityManager } from '../../../../src/index.ts';
import { ada, adasTicket, alien, bob, bobsTicket, carol, session, show } from './given.ts';

export type Operation = (em: EntityManager) => Promise<unknown>;

/** Two calls that meet each other, on the same rows. The first meets those of the other operations as well. */
export type Calls = readonly [Operation, Operation];

/** Every operation of the box office, for customers who are known. */
export const operations = {
  bookSeats: [
    em => bookSeats(em, { showId: show, numbers: [1, 3, 4], email: 'ada@example.com', name: 'Ada' }),
    em => bookSeats(em, { showId: show, numbers: [4, 3], email: 'bob@example.com', name: 'Bob' }),
  ],
  moveSeats: [
    em => moveSeats(em, { showId: show, customerId: ada, from: [1], to: [3] }),
    em => moveSeats(em, { showId: show, customerId: bob, from: [2], to: [3] }),
  ],
  repriceShow: [
    em => repriceShow(em, { showId: show, listPrice: 1100 }),
    em => repriceShow(em, { showId: show, listPrice: 800 }),
  ],
  importFilms: [
    em => importFilms(em, [film('Aliens', 'James Cameron'), film('Blade Runner', 'Ridley Scott')]),
    em => importFilms(em, [film('Blade Runner', 'ridley scott'), film('Aliens', 'James Cameron')]),
  ],
  likeFilm: [em => likeFilm(em, { filmId: alien, session }), em => likeFilm(em, { filmId: alien, session })],
  unlikeFilm: [
    em => unlikeFilm(em, { filmId: alien, session: carol }),
    em => unlikeFilm(em, { filmId: alien, session: carol }),
  ],
  openCart: [em => openCart(em, { session }), em => openCart(em, { session })],
  transferTicket: [
    em => transferTicket(em, { token: adasTicket, email: 'bob@example.com', name: 'Bob' }),
    em => transferTicket(em, { token: adasTicket, email: 'ada@example.com', name: 'Ada' }),
  ],
  mergeCustomers: [
    em => mergeCustomers(em, { keepId: bob, mergeId: ada }),
    em => mergeCustomers(em, { keepId: ada, mergeId: bob }),
  ],
  addShow: [em => addShow(em, matinee(900)), em => addShow(em, matinee(700))],
} satisfies Readonly<Record<string, Calls>>;

/** The operations that register a customer, for one who is not known yet. */
export const registrations = {
  bookSeatsAsNew: [
    em => bookSeats(em, { showId: show, numbers: [3, 4], email: 'grace@example.com', name: 'Grace' }),
    em => bookSeats(em, { showId: show, numbers: [4], email: 'grace@example.com', name: 'Hopper' }),
  ],
  transferTicketToNew: [
    em => transferTicket(em, { token: adasTicket, email: 'grace@example.com', name: 'Grace' }),
    em => transferTicket(em, { token: bobsTicket, email: 'grace@example.com', name: 'Hopper' }),
  ],
} satisfies Readonly<Record<string, Calls>>;

function film(title: string, director: string): FilmRecord {
  return {
    title,
    releasedOn: '1982-06-25',
    rating: 'R',
    runningTime: 117,
    director,
    distributor: 'Warner Bros.',
  };
}

function matinee(listPrice: number) {
  return {
    filmId: alien,
    startsAt: new Date('2030-01-01T15:00:00Z'),
    listPrice,
    rows: 1,
    seatsPerRow: 2,
  };
}
