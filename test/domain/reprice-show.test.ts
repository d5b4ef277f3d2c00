import { expect, test } from 'vitest';
import { bookSeats, NoSuchShowError, repriceShow } from '../../domain/index.ts';
import { Show } from '../../entities/index.ts';
import { recordStatements } from '../../src/testing/index.ts';
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

test('the show and its seats that the unit holds equal what is stored, without being read again', async () => {
  const { id } = await givenShow(db, 40);
  await bookSeats(db.unit(), { showId: id, numbers: [2, 3], ...ada });
  const em = db.unit();
  const loaded = await em.findOneOrFail(Show, id, { populate: ['seats'] });

  const recording = await recordStatements(db.orm, () => repriceShow(em, { showId: id, listPrice: 1200 }));

  // Begin, the lock of the seats, free seats, sold seats, the show, commit.
  expect(recording).toHaveSent(6);
  expect(recording.result.show).toBe(loaded);
  const stored = await db.unit().findOneOrFail(Show, id, { populate: ['seats'] });
  expect(valuesOf(loaded)).toEqual(valuesOf(stored));
  expect(loaded.seats.map(({ price }) => price).slice(0, 4)).toEqual([1200, 1000, 1000, 1200]);
});

function valuesOf({ listPrice, seatsLeft, version, seats }: Show): object {
  const inSeats = seats.map(seat => [seat.id, seat.version, seat.price, seat.listPrice, seat.holder?.id]);
  return { listPrice, seatsLeft, version, inSeats };
}

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
