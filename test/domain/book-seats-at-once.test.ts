import { randomInt } from 'node:crypto';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booking, bookSeats } from '../../domain/index.ts';
import { SeatTakenError, Show } from '../../entities/index.ts';
import config from '../../mikro-orm.config.ts';
import { type EntityManager, MikroORM, OutboxEvent } from '../../src/index.ts';
import '../../src/testing/vitest/index.ts';
import { testDatabase } from '../support/database.ts';
import { aCustomer, givenShow } from './given-show.ts';
import { randomFrom } from './random-from.ts';
import { storedSeats, storedTickets } from './stored.ts';

const db = testDatabase();
const buyers = 32;
const seats = 40;

const booking =
  (show: Show, numbers: readonly number[], { email, name } = aCustomer()) =>
  (em: EntityManager) =>
    bookSeats(em, { showId: show.id, numbers, email, name });

describe(`${buyers} buyers of overlapping seats, on four connections`, () => {
  let orm: MikroORM;
  beforeAll(async () => {
    orm = await MikroORM.init({ ...config, clientUrl: db.url, pool: { min: 0, max: 4 } });
  });
  afterAll(() => orm.close());

  const seeds = process.env['SEED']
    ? [Number(process.env['SEED'])]
    : Array.from({ length: 3 }, () => randomInt(2 ** 31));

  test.each(seeds)(
    'each seat is sold once, and who lost learns which seat was taken (SEED=%i)',
    async seed => {
      const random = randomFrom(seed);
      const wishes = Array.from({ length: buyers }, () =>
        Array.from({ length: 1 + random(4) }, () => 1 + random(seats)),
      );
      const show = await givenShow(db, seats);

      const endings = await Promise.allSettled(wishes.map(numbers => booking(show, numbers)(orm.em.fork())));

      const won = endings.flatMap(ending => (ending.status === 'fulfilled' ? [ending.value] : []));
      const sold = await requireBooksToBalance(show, won);
      for (const [index, ending] of endings.entries()) {
        const wanted = [...new Set(wishes[index])].toSorted((a, b) => a - b);
        if (ending.status === 'fulfilled') expect(numbersOf(ending.value)).toEqual(wanted);
        else expect(sold.intersection(new Set(wanted))).toContain(takenSeatOf(ending.reason));
      }
    },
  );

  /** Everything stored agrees with what the buyers were told. Returns the seats that are sold. */
  async function requireBooksToBalance(show: Show, won: readonly Booking[]): Promise<ReadonlySet<number>> {
    const told = won
      .flatMap(({ tickets }) => tickets)
      .map(({ seat, holder, token }) => ({ number: seat.number, holder: holder.id, token }))
      .toSorted((a, b) => a.number - b.number);
    expect(await storedTickets(db, show.id)).toEqual(told);

    const held = (await storedSeats(db, show.id)).filter(({ holder }) => holder !== null);
    expect(held.map(({ number, holder }) => ({ number, holder }))).toEqual(
      told.map(({ number, holder }) => ({ number, holder })),
    );
    const em = db.unit();
    expect(await em.findOneOrFail(Show, show.id)).toMatchObject({ seatsLeft: seats - held.length });
    expect(await em.count(OutboxEvent, { payload: { show: show.id } })).toBe(won.length);
    return new Set(held.map(({ number }) => number));
  }
});

function numbersOf({ tickets }: Booking): number[] {
  return tickets.map(({ seat }) => seat.number);
}

function takenSeatOf(reason: unknown): number {
  if (reason instanceof SeatTakenError) return reason.seat;
  throw reason;
}
