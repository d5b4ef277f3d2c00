import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { givenShow, somebody } from './given.ts';
import { cookiesOf, served } from './served.ts';

const db = testDatabase();
const server = served(db);

interface Booked {
  readonly cookie: string;
  readonly token: string;
}

async function booked(person = somebody(), seats = [1]): Promise<Booked> {
  const show = await givenShow(db);
  const response = await server.post(`/shows/${show.id}/bookings`, { seats, ...person });
  const { tickets } = (await response.json()) as { tickets: { token: string }[] };
  return { cookie: cookiesOf(response), token: tickets[0]?.token ?? '' };
}

async function tokensOf(cookie: string): Promise<string[]> {
  const response = await server.json('/tickets', { headers: { cookie } });
  const { tickets } = (await response.json()) as { tickets: { token: string }[] };
  return tickets.map(ticket => ticket.token);
}

test('GET /tickets lists the tickets of the session and no others', async () => {
  const ada = somebody();
  const { cookie, token } = await booked(ada, [1, 2]);
  await booked(somebody('Grace'));

  const response = await server.json('/tickets', { headers: { cookie } });

  expect(await response.json()).toEqual({
    customer: { ...ada, credit: 0 },
    tickets: [
      expect.objectContaining({ token, seat: 1, row: 'A', price: 950 }),
      expect.objectContaining({ seat: 2, film: { id: expect.any(Number), title: expect.any(String) } }),
    ],
  });
  const page = await (await server.page('/tickets', { headers: { cookie } })).text();
  expect(page).toContain(token);
  expect(page).toContain(`action="/tickets/${token}/transfer"`);
});

test('GET /tickets without a session has none', async () => {
  expect(await (await server.json('/tickets')).json()).toEqual({ customer: null, tickets: [] });
  expect(await (await server.page('/tickets')).text()).toContain('There are none yet');
});

test('POST /tickets/:token/transfer gives the ticket away under a new token', async () => {
  const { cookie, token } = await booked();

  const response = await server.post(`/tickets/${token.toLowerCase()}/transfer`, somebody('Grace'));

  expect(response.status).toBe(200);
  const given = (await response.json()) as { token: string };
  expect(given).toEqual({ token: expect.not.stringMatching(token), seat: 1 });
  expect(await tokensOf(cookie)).toEqual([]);
  const again = await server.post(`/tickets/${token}/transfer`, somebody('Grace'));
  expect(await again.json()).toMatchObject({ status: 404, type: 'urn:selfsame:problem:no-such-ticket' });
});

test('POST /tickets/:token/transfer refuses bad names, addresses and tokens', async () => {
  const { token } = await booked();

  const bad = await server.post(`/tickets/${token}/transfer`, { name: '', email: 'x' });
  expect(await bad.json()).toMatchObject({ status: 422, errors: [{ path: 'name' }, { path: 'email' }] });
  expect((await server.post('/tickets/short/transfer', somebody())).status).toBe(404);
});

test('POST /tickets/find brings the tickets of who has a token and the address to this session', async () => {
  const ada = somebody();
  const { token } = await booked(ada);

  const response = await server.submit('/tickets/find', {
    email: ada.email.toUpperCase(),
    token: token.toLowerCase(),
  });

  expect(response.status).toBe(303);
  expect(await tokensOf(cookiesOf(response))).toEqual([token]);
});

test('POST /tickets/find refuses a token with the address of somebody else', async () => {
  const { token } = await booked();
  const grace = somebody('Grace');
  await booked(grace);

  const response = await server.post('/tickets/find', { email: grace.email, token });

  expect(response.status).toBe(404);
  expect(response.headers.getSetCookie()).toEqual([]);
});
