import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { givenShow, seatId, somebody } from './given.ts';
import { served } from './served.ts';

const db = testDatabase();
const server = served(db);

describe('GET /shows/:id', () => {
  test('tells of each seat what it is to who asks, and not whose it is', async () => {
    const show = await givenShow(db, 3);
    const ada = await server.book(show, [1]);
    await server.book(show, [2], somebody('Grace'));

    expect(await server.states(show, ada)).toEqual(['yours', 'taken', 'free']);
    expect(await server.states(show)).toEqual(['taken', 'taken', 'free']);
    expect(await (await server.json(`/shows/${show.id}`)).text()).not.toMatch(/ada|grace/i);
    expect(await (await server.page(`/shows/${show.id}`)).text()).not.toMatch(/ada|grace/i);
  });

  test('names each seat for people who cannot see it', async () => {
    const show = await givenShow(db, 8);
    await server.book(show, [7]);

    const page = await (await server.page(`/shows/${show.id}`)).text();

    expect(page).toContain('aria-label="Seat 8, row B, €9.50, free"');
    expect(page).toContain('aria-label="Seat 7, row B, €9.50, taken"');
    expect(page).toContain('role="group" aria-label="Row B"');
  });

  test('offers to move seats only to who has some', async () => {
    const show = await givenShow(db);
    const cookie = await server.book(show, [1]);

    expect(await (await server.page(`/shows/${show.id}?task=move`)).text()).not.toContain('/moves"');
    expect(
      await (await server.page(`/shows/${show.id}?task=move`, { headers: { cookie } })).text(),
    ).toContain('/moves"');
  });

  test('offers nothing of a show that has begun', async () => {
    const show = await givenShow(db, 2, -1000);
    const page = await (await server.page(`/shows/${show.id}`)).text();

    expect(page).toContain('This show has begun');
    expect(page).not.toContain('/bookings"');
  });
});

describe('POST /shows/:id/moves', () => {
  test('moves seats of the session', async () => {
    const show = await givenShow(db, 3);
    const cookie = await server.book(show, [1]);

    const response = await server.post(`/shows/${show.id}/moves`, { from: [1], to: [3] }, cookie);

    expect(await response.json()).toEqual({
      seats: [{ seat: 3, row: 'A', price: 950 }],
      credit: 0,
      message: 'You moved to seat 3. Your credit is €0.00.',
      changes: {
        updated: [
          { entity: 'Seat', key: seatId(show, 3), fields: { state: { from: 'free', to: 'yours' } } },
          { entity: 'Seat', key: seatId(show, 1), fields: { state: { from: 'yours', to: 'free' } } },
        ],
      },
    });
    expect(await server.states(show, cookie)).toEqual(['free', 'free', 'yours']);
  });

  test('takes a form', async () => {
    const show = await givenShow(db, 3);
    const cookie = await server.book(show, [1]);

    const response = await server.submit(`/shows/${show.id}/moves`, { from: '1', to: '2' }, cookie);

    expect(response.headers.get('location')).toBe(`/shows/${show.id}`);
    expect(await server.states(show, cookie)).toEqual(['free', 'yours', 'free']);
  });

  test('is refused without a session, of seats of others, and to fewer seats', async () => {
    const show = await givenShow(db, 4);
    const cookie = await server.book(show, [1]);
    await server.book(show, [2]);
    const move = (from: number[], to: number[], cookie = '') =>
      server.post(`/shows/${show.id}/moves`, { from, to }, cookie).then(response => response.json());

    expect(await move([1], [3])).toMatchObject({ status: 403 });
    expect(await move([2], [3], cookie)).toMatchObject({
      status: 409,
      type: 'urn:selfsame:problem:not-your-seat',
      seat: 2,
    });
    expect(await move([1], [2], cookie)).toMatchObject({
      status: 409,
      type: 'urn:selfsame:problem:seat-taken',
      seat: 2,
    });
    expect(await move([1], [3, 4], cookie)).toMatchObject({
      status: 409,
      type: 'urn:selfsame:problem:unequal-seats',
    });
    expect(await move([1], [], cookie)).toMatchObject({ status: 422, errors: [{ path: 'to' }] });
    expect(await server.states(show, cookie)).toEqual(['yours', 'taken', 'free', 'free']);
  });

  test('is refused when the credit does not cover a dearer seat', async () => {
    const show = await givenShow(db, 2);
    const cookie = await server.book(show, [1]);
    await server.post(`/shows/${show.id}/price`, { price: '10' });

    const response = await server.post(`/shows/${show.id}/moves`, { from: [1], to: [2] }, cookie);

    expect(await response.json()).toMatchObject({
      status: 409,
      type: 'urn:selfsame:problem:not-enough-credit',
      missing: 50,
    });
  });
});

describe('POST /shows/:id/price', () => {
  test('sets the price of the free seats', async () => {
    const show = await givenShow(db, 3);
    await server.book(show, [1]);

    const response = await server.post(`/shows/${show.id}/price`, { price: '12.5' });

    const price = { from: 950, to: 1250 };
    expect(await response.json()).toEqual({
      listPrice: 1250,
      repriced: 2,
      message: 'A seat now costs €12.50; 2 free seats have the new price.',
      changes: {
        updated: [
          { entity: 'Show', key: show.id, fields: { listPrice: price } },
          { entity: 'Seat', key: seatId(show, 2), fields: { price } },
          { entity: 'Seat', key: seatId(show, 3), fields: { price } },
        ],
      },
    });
    const { seats } = (await (await server.json(`/shows/${show.id}`)).json()) as {
      seats: { price: number }[];
    };
    expect(seats.map(seat => seat.price)).toEqual([950, 1250, 1250]);
  });

  test.each(['', '-1', '1,50', '1.505', '12345', 9.5, null])('refuses %s', async price => {
    const show = await givenShow(db, 1);

    const response = await server.post(`/shows/${show.id}/price`, { price });

    expect(await response.json()).toMatchObject({ status: 422, errors: [{ path: 'price' }] });
  });
});
