import { expect, test } from 'vitest';
import { bookSeats, NoSuchShowError, repriceShow } from '../../domain/index.ts';
import { Seat, Show } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { givenShow, lockSeat } from './given-show.ts';
import { overlap } from './overlap.ts';
import { storedSeats } from './stored.ts';

const db = testDatabase();
const ada = { email: 'ada@example.com', name: 'Ada' };

test('free seats get the new price, sold seats only the new list price', async () => {
  const show = await givenShow(db, 3);
  const { customer } = await bookSeats(db.unit(), { showId: show.id, numbers: [2], ...ada });

  const { repriced } = await repriceShow(db.unit(), { showId: show.id, listPrice: 1200 });

  expect(repriced).toBe(2);
  expect(await storedSeats(db, show.id)).toEqual([
    { number: 1, price: 1200, listPrice: 1200, holder: null },
    { number: 2, price: 1000, listPrice: 1200, holder: customer.id },
    { number: 3, price: 1200, listPrice: 1200, holder: null },
  ]);
});

test('the show and its seats that the unit holds equal what is stored', async () => {
  const { id } = await givenShow(db, 3);
  const em = db.unit();
  const loaded = await em.findOneOrFail(Show, id, { populate: ['seats'] });

  const { show } = await repriceShow(em, { showId: id, listPrice: 1200 });

  expect(show).toBe(loaded);
  const fresh = db.unit();
  expect(show).toMatchObject({
    listPrice: 1200,
    version: (await fresh.findOneOrFail(Show, id)).version,
  });
  for (const seat of loaded.seats) {
    expect(seat).toMatchObject({
      price: 1200,
      listPrice: 1200,
      version: (await fresh.findOneOrFail(Seat, seat.id)).version,
    });
  }
});

test('a show that does not exist cannot be repriced', async () => {
  await expect(repriceShow(db.unit(), { showId: -1, listPrice: 1 })).rejects.toStrictEqual(
    new NoSuchShowError(),
  );
});

test('a seat that is being sold keeps the price it is sold at', async () => {
  const show = await givenShow(db, 3);

  const repricing = await overlap(
    db,
    em => bookSeats(em, { showId: show.id, numbers: [2], ...ada }),
    em => repriceShow(em, { showId: show.id, listPrice: 1200 }),
  );

  expect(repricing).toMatchObject({ value: { repriced: 2, show: { seatsLeft: 2 } } });
  expect((await storedSeats(db, show.id)).map(seat => seat.price)).toEqual([1200, 1000, 1200]);
});

test('a repricing that waits for a seat holds no later one, so it cannot deadlock', async () => {
  const show = await givenShow(db, 2);
  await bookSeats(db.unit(), { showId: show.id, numbers: [1], ...ada });

  const repricing = await overlap(
    db,
    lockSeat(show, 1),
    em => repriceShow(em, { showId: show.id, listPrice: 1200 }),
    lockSeat(show, 2),
  );

  expect(repricing).toMatchObject({ status: 'fulfilled', value: { repriced: 1 } });
});
