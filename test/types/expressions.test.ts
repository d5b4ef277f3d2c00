import { expectTypeOf, test } from 'vitest';
import { type Film, type Seat, type Show } from '../../entities/index.ts';
import {
  type Changes,
  concat,
  copyOf,
  decrement,
  greatest,
  increment,
  least,
  now,
  sql,
  toggle,
} from '../../src/index.ts';

test('an expression has the type of the property that it is for', () => {
  expectTypeOf(increment(1)).toBeNumber();
  expectTypeOf(decrement(1n)).toEqualTypeOf<bigint>();
  expectTypeOf(toggle()).toBeBoolean();
  expectTypeOf(now()).toEqualTypeOf<Date>();
  expectTypeOf(concat('a', copyOf('title'))).toBeString();
  expectTypeOf(least(1, 2)).toBeNumber();
  expectTypeOf(greatest(new Date(), copyOf('startsAt'))).toEqualTypeOf<Date>();
});

test('a change is of properties, with expressions of their types', () => {
  const film: Changes<Film> = {
    likes: increment(1),
    title: concat('!'),
    runningTime: sql<number>`running_time + 1`,
    director: null,
  };
  const show: Changes<Show> = { seatsLeft: decrement(2), startsAt: now(), listPrice: least(500) };
  const seat: Changes<Seat> = { price: copyOf('listPrice'), holder: 3 };

  expectTypeOf(film).toExtend<Changes<Film>>();
  expectTypeOf(show).toExtend<Changes<Show>>();
  expectTypeOf(seat).toExtend<Changes<Seat>>();
});

test('a property takes no expression of another type', () => {
  const wrong: Changes<Film>[] = [
    // @ts-expect-error a title has no increment
    { title: increment(1) },
    // @ts-expect-error likes are no time
    { likes: now() },
    // @ts-expect-error likes are no text
    { likes: concat('!') },
    // @ts-expect-error a number is no copy of a text
    { likes: copyOf('title') },
    // @ts-expect-error a number that may be null is no copy for one that may not
    { likes: copyOf('runningTime') },
    // @ts-expect-error there is no such property
    { stars: increment(1) },
  ];

  expectTypeOf(wrong).toBeArray();
});

test('an expression is assigned to a property of its type', () => {
  const assigned = (film: Film, seat: Seat): void => {
    film.runningTime = increment(1);
    seat.price = copyOf(seat, 'listPrice');
    // @ts-expect-error a title has no increment
    film.title = increment(1);
    // @ts-expect-error a price is no number of a relation
    seat.price = copyOf(seat, 'holder');
  };

  expectTypeOf(assigned).toBeFunction();
});
