import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { givenShow, seatId, somebody } from './given.ts';
import { cookiesOf, served } from './served.ts';

const db = testDatabase();
const server = served(db);

describe('POST /shows/:id/bookings', () => {
  test('books the seats, and answers with a ticket for each', async () => {
    const show = await givenShow(db);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [2, 3], ...somebody() });

    expect(response.status).toBe(201);
    const token = expect.stringMatching(/^[0-9A-Z]{8}$/);
    expect(await response.json()).toEqual({
      tickets: [
        { token, seat: 2, row: 'A', price: 950 },
        { token, seat: 3, row: 'A', price: 950 },
      ],
      message: 'You have seats 2 and 3. Enjoy the film.',
      changes: {
        updated: [
          { entity: 'Show', key: show.id, fields: { seatsLeft: { from: 12, to: 10 } } },
          { entity: 'Seat', key: seatId(show, 2), fields: { state: { from: 'free', to: 'yours' } } },
          { entity: 'Seat', key: seatId(show, 3), fields: { state: { from: 'free', to: 'yours' } } },
        ],
      },
    });
    expect(await (await server.json(`/shows/${show.id}`)).json()).toMatchObject({ seatsLeft: 10 });
  });

  test('takes a form, sends the browser to the map and says what happened', async () => {
    const show = await givenShow(db);
    const { name, email } = somebody();

    const response = await server.submit(`/shows/${show.id}/bookings`, [
      ['seats', '5'],
      ['seats', '6'],
      ['name', name],
      ['email', email],
    ]);

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`/shows/${show.id}`);
    const cookie = cookiesOf(response);
    expect(await (await server.page(`/shows/${show.id}`, { headers: { cookie } })).text()).toContain(
      'You have seats 5 and 6.',
    );
  });

  test('opens a session by a random cookie that scripts and other sites do not get', async () => {
    const show = await givenShow(db);
    expect((await server.json(`/shows/${show.id}`)).headers.getSetCookie()).toEqual([]);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [1], ...somebody() });

    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^selfsame_session=[\w-]{32}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test('keeps a session and its cart from one booking to the next', async () => {
    const show = await givenShow(db);
    const person = somebody();
    const cookie = await server.book(show, [1], person);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [2], ...person }, cookie);

    expect(cookiesOf(response)).toBe(cookie);
    expect((await server.states(show, cookie)).slice(0, 3)).toEqual(['yours', 'yours', 'free']);
  });

  test('takes another cookie for none', async () => {
    const show = await givenShow(db);

    const response = await server.post(
      `/shows/${show.id}/bookings`,
      { seats: [1], ...somebody() },
      'selfsame_session=x',
    );

    expect(cookiesOf(response)).toMatch(/^selfsame_session=[\w-]{32}$/);
  });

  test('gives a seat that two sessions want to one of them, and tells the other which it is', async () => {
    for (let round = 0; round < 5; round++) {
      const show = await givenShow(db);
      const responses = await Promise.all(
        [
          [3, 4],
          [4, 5],
        ].map(seats => server.post(`/shows/${show.id}/bookings`, { seats, ...somebody() })),
      );

      expect(responses.map(response => response.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
      const refused = responses.find(response => response.status === 409);
      expect(await refused?.json()).toMatchObject({ type: 'urn:selfsame:problem:seat-taken', seat: 4 });
      expect((await server.states(show)).filter(state => state === 'taken')).toHaveLength(2);
    }
  });

  test('tells a browser about a taken seat on a page with the way back', async () => {
    const show = await givenShow(db);
    await server.book(show, [1]);
    const map = `${server.url}/shows/${show.id}`;

    const response = await server.page(`/shows/${show.id}/bookings`, {
      method: 'POST',
      headers: { Referer: map, Origin: server.url },
      body: new URLSearchParams({ seats: '1', ...somebody() }),
    });

    expect(response.status).toBe(409);
    const page = await response.text();
    expect(page).toContain('Seat 1 is taken');
    expect(page).toContain(`href="/shows/${show.id}">Go back`);
  });

  test('books for somebody who is known without showing their other tickets', async () => {
    const show = await givenShow(db);
    const ada = somebody();
    await server.book(show, [1], ada);

    const response = await server.submit(`/shows/${show.id}/bookings`, { seats: '2', ...ada });

    const cookie = cookiesOf(response);
    expect(cookie).not.toContain('selfsame_session');
    expect(await (await server.json('/tickets', { headers: { cookie } })).json()).toEqual({
      customer: null,
      tickets: [],
    });
    expect(decodeURIComponent(cookie)).toMatch(/Keep the tokens [0-9A-Z]{8}:/);
  });

  test('tells of a seat that was booked for somebody else that it is taken, and not by whom', async () => {
    const show = await givenShow(db);
    const grace = somebody('Grace');
    await server.book(show, [1], grace);
    const cookie = await server.book(show, [2]);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [1, 3], ...grace }, cookie);

    const { changes } = (await response.json()) as { changes: { updated: object[] } };
    expect(changes.updated).toEqual([
      { entity: 'Show', key: show.id, fields: { seatsLeft: { from: 10, to: 9 } } },
      { entity: 'Seat', key: seatId(show, 3), fields: { state: { from: 'free', to: 'taken' } } },
    ]);
  });

  test('tells that the seats of a session are taken when it becomes the session of somebody else', async () => {
    const show = await givenShow(db);
    const cookie = await server.book(show, [1]);
    await server.book(show, [2]);

    const booking = { seats: [3], ...somebody('Grace') };
    const response = await server.post(`/shows/${show.id}/bookings`, booking, cookie);

    const { changes } = (await response.json()) as { changes: { updated: object[] } };
    expect(changes.updated).toEqual([
      { entity: 'Seat', key: seatId(show, 1), fields: { state: { from: 'yours', to: 'taken' } } },
      { entity: 'Show', key: show.id, fields: { seatsLeft: { from: 10, to: 9 } } },
      { entity: 'Seat', key: seatId(show, 3), fields: { state: { from: 'free', to: 'yours' } } },
    ]);
    expect((await server.states(show, cookie)).slice(0, 4)).toEqual(['taken', 'taken', 'yours', 'free']);
  });

  test.each([
    ['seats', { seats: [] }],
    ['seats', { seats: undefined }],
    ['seats', { seats: 'all' }],
    ['seats.1', { seats: [1, -2] }],
    ['seats.0', { seats: [1.5] }],
    ['seats.0', { seats: [2 ** 40] }],
    ['seats', { seats: Array.from({ length: 101 }, (_, index) => index) }],
    ['name', { name: ' ' }],
    ['name', { name: 'A\u0000' }],
    ['name', { name: 12 }],
    ['email', { email: 'ada' }],
    ['email', { email: `${'a'.repeat(200)}@example.com` }],
  ])('refuses bad %s', async (path, bad) => {
    const show = await givenShow(db);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [1], ...somebody(), ...bad });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      title: 'Unprocessable Entity',
      errors: [{ path: expect.stringContaining(path.split('.')[0] ?? ''), message: expect.any(String) }],
    });
    expect(await server.states(show)).not.toContain('taken');
  });

  test('is 404 for seats and shows that do not exist', async () => {
    const show = await givenShow(db, 2);

    const seat = await server.post(`/shows/${show.id}/bookings`, { seats: [2, 3], ...somebody() });
    expect(seat.status).toBe(404);
    expect(await seat.json()).toMatchObject({ type: 'urn:selfsame:problem:no-such-seat', seats: [3] });

    const none = await server.post(`/shows/999999/bookings`, { seats: [1], ...somebody() });
    expect(await none.json()).toMatchObject({ status: 404, type: 'urn:selfsame:problem:no-such-show' });
  });

  test('is 409 when the show has begun', async () => {
    const show = await givenShow(db, 2, -1000);

    const response = await server.post(`/shows/${show.id}/bookings`, { seats: [1], ...somebody() });

    expect(await response.json()).toMatchObject({ status: 409, type: 'urn:selfsame:problem:show-has-begun' });
  });
});
