import { expect, test } from 'vitest';
import { Customer, Film, NotYourSeatError, Seat, SeatTakenError, Show } from '../../entities/index.ts';

const ada = new Customer('Ada@example.com', 'Ada');
const grace = new Customer('grace@example.com', 'Grace');

function aSeat(): Seat {
  const film = new Film({
    title: 'Alien',
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  });
  return new Seat(new Show(film, new Date(0), 1000, 1), 1, 'A', 1000);
}

test('a free seat is assigned once', () => {
  const seat = aSeat();

  expect(seat.assignTo(ada)).toBe(true);
  expect(seat.assignTo(ada)).toBe(false);

  expect(seat.holder).toBe(ada);
});

test('a seat of another customer is not assigned', () => {
  const seat = aSeat();
  seat.assignTo(ada);

  expect(() => seat.assignTo(grace)).toThrow(SeatTakenError);

  expect(seat.holder).toBe(ada);
});

test('a seat that is released is free at its list price', () => {
  const seat = aSeat();
  seat.assignTo(ada);
  seat.listPrice = 1200;

  seat.release(ada);

  expect(seat).toMatchObject({ holder: null, price: 1200 });
});

test('a seat that is handed over keeps its price', () => {
  const seat = aSeat();
  seat.assignTo(ada);
  seat.listPrice = 1200;

  seat.handOver(ada, grace);

  expect(seat).toMatchObject({ holder: grace, price: 1000 });
});

test('only the customer who holds a seat gives it up', () => {
  const seat = aSeat();
  seat.assignTo(ada);

  expect(() => seat.release(grace)).toThrow(NotYourSeatError);
  expect(() => seat.handOver(grace, ada)).toThrow(NotYourSeatError);

  expect(seat.holder).toBe(ada);
});
