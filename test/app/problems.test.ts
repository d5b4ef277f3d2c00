import { describe, expect, test } from 'vitest';
import { boxOffice } from '../../app/box-office.ts';
import { OptimisticLockError } from '../../src/index.ts';
import { boxOfficeOn } from '../support/box-office.ts';
import { testDatabase } from '../support/database.ts';
import { givenShow, somebody } from './given.ts';
import { served } from './served.ts';

const db = testDatabase();
const server = served(db);
const form = 'application/x-www-form-urlencoded';

/** Sends `body` to the bookings of a show. */
function send(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  type: string,
  init: RequestInit = {},
): Promise<Response> {
  return server.json('/shows/1/bookings', {
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
    ...init,
  });
}

test('a problem is a document of RFC 9457 for programs', async () => {
  const response = await server.json('/nowhere?x=1');

  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is nothing at this address.',
    instance: '/nowhere',
  });
});

test('a problem is a page of the same status for browsers', async () => {
  const response = await server.page('/nowhere/<b>');
  const page = await response.text();

  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toMatch('text/html');
  expect(page).toContain('There is nothing at this address.');
  expect(page).toContain('href="/"');
  expect(page).not.toContain('<b>');
});

test.each([
  ['application/json', 'application/json', 'application/problem+json'],
  ['application/problem+json', 'application/json', 'application/problem+json'],
  ['text/html', 'text/html', 'text/html'],
  ['text/html;q=0.5, application/json', 'application/json', 'application/problem+json'],
  ['application/json;q=0, text/html', 'text/html', 'text/html'],
  ['*/*', 'text/html', 'application/problem+json'],
  ['', 'text/html', 'application/problem+json'],
  ['image/png', 'text/html', 'application/problem+json'],
])('Accept: %s gets %s, and problems as %s', async (accept, content, problem) => {
  expect((await server.ask(accept, '/')).headers.get('content-type')).toMatch(content);
  expect((await server.ask(accept, '/nowhere')).headers.get('content-type')).toMatch(problem);
});

describe('a malformed request', () => {
  test.each(['/films/%E0%A4%A', '/%', '/?q=%zz', '/?q=%ff'])('%s is 400', async path => {
    const response = await server.json(path);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'The address has malformed percent-encoding.' });
  });

  test.each([
    ['{"seats": [1', 'application/json', 400],
    ['', 'application/json', 400],
    ['null', 'application/json', 422],
    ['[]', 'application/json', 422],
    ['"x"', 'application/json; charset=utf-8', 422],
    [new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400],
    ['name=%zz', form, 400],
    ['name=%00', form, 422],
    ['__proto__=1', form, 422],
    ['{}', 'text/plain', 415],
    ['{}', 'application/jsonp', 415],
    ['{}', '', 415],
    ['--x\r\n\r\n--x--', 'multipart/form-data; boundary=x', 415],
  ])('body %j of type %j is %i', async (body, type, status) => {
    const response = await send(body, type);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, instance: '/shows/1/bookings' });
  });

  test('of an unknown media type is told the known ones', async () => {
    expect((await send('{}', 'text/xml')).headers.get('accept-post')).toBe(`application/json, ${form}`);
  });

  test('that is too long is 413, with and without a length', async () => {
    const long = JSON.stringify({ name: 'x'.repeat(20_000) });
    const stream = new Blob([long]).stream();

    expect((await send(long, 'application/json')).status).toBe(413);
    expect((await send(stream, 'application/json', { duplex: 'half' })).status).toBe(413);
  });
});

describe('a method that an address does not know', () => {
  test.each([
    ['PUT', '/', 'GET, HEAD'],
    ['DELETE', '/films/1', 'GET, HEAD'],
    ['GET', '/films/1/likes', 'POST'],
    ['HEAD', '/shows/1/bookings', 'POST'],
    ['PATCH', '/styles.css', 'GET, HEAD'],
  ])('%s %s is 405, and Allow has those it does', async (method, path, allow) => {
    const response = await server.json(path, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test('OPTIONS is told them', async () => {
    const response = await server.json('/films/1', { method: 'OPTIONS' });

    expect(response.status).toBe(204);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('a change', () => {
  const like = (headers: Record<string, string>) =>
    server.json('/films/1/likes', { method: 'POST', headers });

  test.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://127.0.0.1:1' },
  ])('asked for by another site, %j, is 403', async headers => {
    expect((await like(headers)).status).toBe(403);
  });

  test('asked for by our own page, or by no page, is not', async () => {
    expect((await like({ Origin: server.url })).status).toBe(404);
    expect((await like({ 'Sec-Fetch-Site': 'same-origin', Origin: server.url })).status).toBe(404);
    expect((await like({})).status).toBe(404);
  });
});

test('every answer has the security headers and an id', async () => {
  for (const path of ['/', '/nowhere', '/styles.css', '/films/%', '/tickets']) {
    const { headers } = await server.page(path);

    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'self'; .*form-action 'self'; frame-ancestors 'none'/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  }
});

test('no page has a script or style in its text', async () => {
  const { id } = await givenShow(db);
  for (const path of ['/', `/shows/${id}`, '/tickets', '/nowhere']) {
    const page = await (await server.page(path)).text();

    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! src="\/)|https?:\/\//);
  }
});

test('a file is sent once, and then said to be the same', async () => {
  const response = await server.page('/styles.css');
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');

  const headers = { 'If-None-Match': response.headers.get('etag') ?? '', 'Cache-Control': 'no-cache' };
  expect((await server.page('/styles.css', { headers })).status).toBe(304);
});

describe('what is not expected', () => {
  /** A box office whose requests fail with `error`, and what it logs. */
  function failing(error: unknown) {
    const logged: Readonly<Record<string, unknown>>[] = [];
    const app = boxOffice(db.orm, event => logged.push(event));
    app.get('/failing', () => {
      throw error;
    });
    return { logged, ask: (accept: string) => app.request('/failing', { headers: { accept } }) };
  }

  test('is 500 with an id under which all of it is logged, and nothing else', async () => {
    const { logged, ask } = failing(new Error('password is hunter2'));

    const response = await ask('application/json');

    const document = (await response.json()) as { requestId: string };
    expect(response.status).toBe(500);
    expect(JSON.stringify(document)).not.toMatch(/hunter2|\.ts|at /);
    expect(logged).toEqual([
      expect.objectContaining({ requestId: document.requestId, request: 'GET /failing' }),
    ]);
    expect(JSON.stringify(logged)).toContain('hunter2');
  });

  test('is told to browsers on a page with the id', async () => {
    const { logged, ask } = failing(new TypeError('undefined is not a function'));

    const page = await (await ask('text/html')).text();

    expect(page).toContain(logged[0]?.['requestId']);
    expect(page).not.toContain('undefined');
  });

  test('a row that was changed meanwhile is 409', async () => {
    const { logged, ask } = failing(new OptimisticLockError('Film 12 of secret@example.com'));

    const response = await ask('application/json');

    expect(response.status).toBe(409);
    expect(await response.text()).not.toContain('secret');
    expect(logged).toEqual([]);
  });
});

describe('a database that is gone', () => {
  test('is 503 with Retry-After, for programs and browsers', async () => {
    const orm = await boxOfficeOn('postgresql://nobody:secret@127.0.0.1:1/none');
    const app = boxOffice(orm, () => {});

    for (const [accept, type] of [
      ['application/json', 'application/problem+json'],
      ['text/html', 'text/html'],
    ] as const) {
      const response = await app.request('/', { headers: { accept } });

      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(response.headers.get('content-type')).toMatch(type);
      expect(await response.text()).not.toMatch(/secret|ECONNREFUSED|127\.0\.0\.1/);
    }
    await orm.close();
  });

  test('is 503 while its sessions are ended, and works again afterwards', async () => {
    const show = await givenShow(db);
    const app = boxOffice(await boxOfficeOn(db.url), () => {});
    const endSessions = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    const book = async () =>
      app.request(`/shows/${show.id}/bookings`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ seats: [1], ...somebody() }),
      });

    const during = Promise.all(Array.from({ length: 8 }, book));
    await db.rows(endSessions);

    const statuses = (await during).map(response => response.status);
    expect(statuses.filter(status => ![201, 409, 503].includes(status))).toEqual([]);
    await expect.poll(async () => (await app.request('/')).status).toBe(200);
  });
});
