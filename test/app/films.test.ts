import { beforeAll, describe, expect, test } from 'vitest';
import { Director, Distributor } from '../../entities/index.ts';
import { testDatabase } from '../support/database.ts';
import { givenFilm, givenShow } from './given.ts';
import { served } from './served.ts';

const db = testDatabase();
const server = served(db);

beforeAll(async () => {
  const director = new Director('Ridley Scott');
  const distributor = new Distributor('Twentieth_Century 100%');
  await givenFilm(db, { title: 'Alien <1>', releasedOn: '1979-05-25', director, distributor });
  for (let part = 1; part <= 25; part++) {
    await givenFilm(db, {
      title: `Sequel ${String(part).padStart(2, '0')}`,
      releasedOn: `20${10 + part}-01-01`,
    });
  }
});

async function titles(query: string): Promise<string[]> {
  const response = await server.json(`/?${query}`);
  expect(response.status).toBe(200);
  const { films } = (await response.json()) as { films: { title: string }[] };
  return films.map(film => film.title);
}

describe('GET /', () => {
  test.each(['alien', 'RIDLEY', 'ridley alien', 'twentieth_century', '100%'])(
    'finds a film by %s',
    async q => {
      expect(await titles(new URLSearchParams({ q }).toString())).toEqual(['Alien <1>']);
    },
  );

  test.each(['ridley 12', 'alien_', '0%0', '\\'])('takes %s literally, and finds nothing', async q => {
    expect(await titles(new URLSearchParams({ q }).toString())).toEqual([]);
  });

  test('has pages of twenty films', async () => {
    const response = await server.json('/?q=sequel&page=2');

    expect(await response.json()).toMatchObject({ total: 25, page: 2, pages: 2, films: { length: 5 } });
  });

  test('sorts by title, by release and by likes', async () => {
    const { id } = await givenFilm(db, { title: 'Sequel to like', releasedOn: '1930-01-01' });
    await server.post(`/films/${id}/likes`, {});

    expect((await titles('q=sequel&sort=title'))[0]).toBe('Sequel 01');
    expect((await titles('q=sequel&sort=release'))[0]).toBe('Sequel 25');
    expect((await titles('q=sequel&sort=likes'))[0]).toBe('Sequel to like');
  });

  test('tells of each film what is known', async () => {
    const response = await server.json('/?q=alien');
    const { films } = (await response.json()) as { films: object[] };

    expect(films).toEqual([
      {
        id: expect.any(Number),
        title: 'Alien <1>',
        releasedOn: '1979-05-25',
        rating: null,
        runningTime: null,
        director: 'Ridley Scott',
        distributor: 'Twentieth_Century 100%',
        likes: 0,
      },
    ]);
  });

  test('is a page for browsers, in which titles are text', async () => {
    const response = await server.page('/?q=alien');
    const page = await response.text();

    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(response.headers.get('etag')).toBeNull();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('Alien &lt;1&gt;');
    expect(page).not.toContain('Alien <1>');
  });

  test('is the programme and all films when nothing is asked for', async () => {
    const show = await givenShow(db);
    const page = await (await server.page('/')).text();

    expect(page).toContain(`href="/shows/${show.id}"`);
    expect(page).toContain('Page 1 of 2');
  });

  test('answers HEAD as GET without a body', async () => {
    const response = await server.page('/', { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test.each(['page=0', 'page=x', 'page=', 'sort=size', `q=${'a'.repeat(101)}`, 'q=%00'])(
    'refuses %s with the name of the value',
    async query => {
      const response = await server.json(`/?${query}`);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: query.split('=')[0] }] });
    },
  );
});

describe('GET /films/:id', () => {
  test('is a film with its shows to come', async () => {
    const { id: showId, film } = await givenShow(db);

    const response = await server.json(`/films/${film.id}`);

    expect(await response.json()).toMatchObject({
      id: film.id,
      shows: [{ id: showId, listPrice: 950, seatsLeft: 12, startsAt: expect.any(String) }],
    });
    expect(await (await server.page(`/films/${film.id}`)).text()).toContain(`href="/shows/${showId}"`);
  });

  test('leaves out shows that have begun', async () => {
    const { film } = await givenShow(db, 1, -1000);

    expect(await (await server.json(`/films/${film.id}`)).json()).toMatchObject({ shows: [] });
  });

  test.each(['999999', '0', 'abc', '1.5', '-1', '99999999999', '1e3'])('has no film %s', async id => {
    const response = await server.json(`/films/${id}`);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

/** What a browser sends back. */
function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map(cookie => cookie.split(';')[0] ?? '');
}

describe('POST /films/:id/likes', () => {
  test('counts one like of a session, which can take it back', async () => {
    const { id } = await givenFilm(db);
    const first = await server.json(`/films/${id}/likes`, { method: 'POST' });
    const headers = { cookie: cookiesOf(first).join('; ') };
    const change = async (what: string) =>
      (await server.json(`/films/${id}/${what}`, { method: 'POST', headers })).json();
    const page = async () => (await server.page(`/films/${id}`, { headers })).text();

    expect(await first.json()).toEqual({ likes: 1 });
    expect(await change('likes')).toEqual({ likes: 1 });
    expect(await page()).toMatch(/action="\/films\/\d+\/unlikes">\s*<button\s+aria-pressed="true"/);
    expect(await change('unlikes')).toEqual({ likes: 0 });
    expect(await change('unlikes')).toEqual({ likes: 0 });
    expect(await page()).toMatch(/action="\/films\/\d+\/likes">\s*<button\s+aria-pressed="false"/);
  });

  test('loses no like of many at once', async () => {
    const { id } = await givenFilm(db);

    const responses = await Promise.all(
      Array.from({ length: 20 }, () => server.json(`/films/${id}/likes`, { method: 'POST' })),
    );

    const likes = await Promise.all(
      responses.map(async response => ((await response.json()) as { likes: number }).likes),
    );
    expect(likes.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('brings a browser back to where it was, and tells it', async () => {
    const { id } = await givenFilm(db, { title: 'Liked film' });
    const headers = { Origin: server.url, Referer: `${server.url}/?q=liked` };

    const response = await server.page(`/films/${id}/likes`, { method: 'POST', headers });

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/?q=liked');
    const cookie = cookiesOf(response).find(each => each.startsWith('selfsame_flash=')) ?? '';
    const next = await server.page('/?q=liked', { headers: { cookie } });
    expect(await next.text()).toContain('Thank you. Liked film now has 1 like.');
    expect(next.headers.getSetCookie()[0]).toMatch(/^selfsame_flash=; Max-Age=0/);
  });

  test.each(['http://evil.example/films', 'http://evil.example//x', 'nonsense'])(
    'does not lead to %s',
    async Referer => {
      const { id } = await givenFilm(db);

      const response = await server.page(`/films/${id}/likes`, { method: 'POST', headers: { Referer } });

      expect(response.headers.get('location')).toBe(`/films/${id}`);
    },
  );

  test('is 404 for a film that does not exist', async () => {
    const response = await server.json('/films/999999/likes', { method: 'POST' });

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:selfsame:problem:no-such-film' });
  });
});
