import { expect, test } from 'vitest';
import { Film, Seat, Show } from '../entities/index.ts';
import { LockMode, ref } from '../src/index.ts';
import { testDatabase } from './support/database.ts';

const db = testDatabase();
let films = 0;

/** Stores one film with one show and two seats, and answers with a unit that has loaded the film. */
async function loaded() {
  const film = new Film({
    title: `Film ${++films}`,
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  });
  const show = new Show(film, new Date('2030-01-01T20:00:00Z'), 950, 2);
  await db.given(film, show, new Seat(show, 1, 'A', 950), new Seat(show, 2, 'A', 950));

  const em = db.unit();
  return { em, film: await em.findOneOrFail(Film, film.id), id: film.id, showId: show.id, title: film.title };
}

test('find, findOne, findAll, findAndCount and findByCursor return the loaded object', async () => {
  const { em, film, id, title } = await loaded();

  expect(await em.findOne(Film, id)).toBe(film);
  expect(await em.findOne(Film, { title })).toBe(film);
  expect(await em.findOneOrFail(Film, { title }, { refresh: true })).toBe(film);
  expect((await em.find(Film, { title }))[0]).toBe(film);
  expect((await em.findAll(Film, { where: { title } }))[0]).toBe(film);
  expect((await em.findAndCount(Film, { title }))[0][0]).toBe(film);
  expect((await em.findByCursor(Film, { where: { title }, first: 1, orderBy: { id: 'asc' } })).items[0]).toBe(
    film,
  );
  expect((await em.find(Film, { title }, { fields: ['title'] }))[0]).toBe(film);
});

test('a relation, a reference and a populated path lead to the loaded object', async () => {
  const { em, film, id, showId } = await loaded();

  const show = await em.findOneOrFail(Show, showId);
  expect(show.film).toBe(film);
  expect(em.getReference(Film, id)).toBe(film);
  expect(ref(Film, id)).not.toBe(film);

  const [seat] = await em.find(Seat, { show: showId }, { populate: ['show.film'] });
  expect(seat?.show).toBe(show);
  expect(seat?.show.film).toBe(film);
});

test('a collection, loaded or populated, holds the objects that a query returns', async () => {
  const { em, showId } = await loaded();
  const seats = await em.find(Seat, { show: showId }, { orderBy: { number: 'asc' } });

  const show = await em.findOneOrFail(Show, showId, { populate: ['seats'] });
  expect(show.seats.getItems()).toEqual(seats);
  expect(show.seats.getItems()[0]).toBe(seats[0]);
  await show.seats.init();
  expect(show.seats.getItems()[1]).toBe(seats[1]);
});

test('a row loaded first as a reference is the same object once it is loaded', async () => {
  const { id, title } = await loaded();
  const em = db.unit();
  const reference = em.getReference(Film, id);

  const film = await em.findOneOrFail(Film, { title });

  expect(film).toBe(reference);
});

test('the query builder, its stream, a repository and a mapped row give the loaded object', async () => {
  const { em, film, id, title } = await loaded();

  expect(await em.createQueryBuilder(Film).where({ title }).getSingleResult()).toBe(film);
  expect((await em.createQueryBuilder(Film).where({ title }).getResultList())[0]).toBe(film);
  expect(await Array.fromAsync(em.createQueryBuilder(Film).where({ title }).stream())).toEqual([film]);
  expect(await em.getRepository(Film).findOne({ title })).toBe(film);
  expect(em.map(Film, { id, title })).toBe(film);
  expect(em.merge(film)).toBe(film);
});

test('refresh, a row lock and an upsert answer with the loaded object', async () => {
  const { em, film, title } = await loaded();

  expect(await em.refresh(film)).toBe(film);
  expect(await em.upsert(Film, { title, releasedOn: '1979-05-25', runningTime: 118 })).toBe(film);
  await em.transactional(async inner => {
    expect(await inner.findOne(Film, film.id, { lockMode: LockMode.PESSIMISTIC_WRITE })).toBe(film);
  });
});

test('a transaction and a savepoint in it see the objects of their unit', async () => {
  const { em, film, id } = await loaded();

  await em.transactional(async outer => {
    expect(await outer.findOne(Film, id)).toBe(film);
    await outer.transactional(async inner => expect(await inner.findOne(Film, id)).toBe(film));
  });
  expect(await em.findOne(Film, id)).toBe(film);
});

test('a new object is the one that a lookup returns after the flush', async () => {
  const em = db.unit();
  const film = new Film({
    title: `Film ${++films}`,
    releasedOn: '1986-07-18',
    rating: null,
    runningTime: null,
    director: null,
    distributor: null,
  });

  await em.persist(film).flush();

  expect(await em.findOne(Film, film.id)).toBe(film);
  expect(await em.findOne(Film, { title: film.title })).toBe(film);
});
