import { afterAll, beforeAll } from 'vitest';
import { boxOffice } from '../../app/box-office.ts';
import { type RunningServer, serve } from '../../app/server.ts';
import { type Show } from '../../entities/index.ts';
import { type MikroORM } from '../../src/index.ts';
import { somebody } from './given.ts';

/** The box office on a socket of its own, as a client sees it. */
export class ServedBoxOffice {
  #server: RunningServer | undefined;
  /** What was logged. */
  readonly logged: Readonly<Record<string, unknown>>[] = [];

  get url(): string {
    return this.#running().url;
  }

  get port(): number {
    return this.#running().port;
  }

  /** Asks for JSON; redirects are not followed. */
  json(path: string, init: RequestInit = {}): Promise<Response> {
    return this.ask('application/json', path, init);
  }

  /** Asks for a page, as a browser does; redirects are not followed. */
  page(path: string, init: RequestInit = {}): Promise<Response> {
    return this.ask('text/html,application/xhtml+xml,*/*;q=0.8', path, init);
  }

  ask(accept: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Accept', accept);
    return fetch(this.url + path, { redirect: 'manual', ...init, headers });
  }

  /** Sends `body` as JSON and asks for JSON. */
  post(path: string, body: unknown, cookie = ''): Promise<Response> {
    const headers = { 'Content-Type': 'application/json', ...(cookie && { cookie }) };
    return this.json(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Sends `fields` as a browser sends a form. */
  submit(path: string, fields: Record<string, string> | [string, string][], cookie = ''): Promise<Response> {
    const headers = { Origin: this.url, ...(cookie && { cookie }) };
    return this.page(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  /** Books seats in a new session, and returns its cookie. */
  async book(show: Show, seats: readonly number[], person = somebody()): Promise<string> {
    const response = await this.post(`/shows/${show.id}/bookings`, { seats, ...person });
    if (response.status !== 201) throw new Error(`Cannot book: ${await response.text()}`);
    return cookiesOf(response);
  }

  /** What each seat of a show is to the session of `cookie`. */
  async states(show: Show, cookie = ''): Promise<string[]> {
    const response = await this.json(`/shows/${show.id}`, { headers: { cookie } });
    const { seats } = (await response.json()) as { seats: { state: string }[] };
    return seats.map(seat => seat.state);
  }

  async open(orm: MikroORM): Promise<void> {
    this.#server = await serve(
      boxOffice(orm, event => this.logged.push(event)),
      0,
    );
  }

  async close(): Promise<void> {
    await this.#server?.stop(0);
  }

  #running(): RunningServer {
    if (!this.#server) throw new Error('The server opens before the first test; use it inside a test.');
    return this.#server;
  }
}

/** Serves the box office on the database of a test file, before its tests until after them. */
export function served(db: { readonly orm: MikroORM }): ServedBoxOffice {
  const server = new ServedBoxOffice();
  beforeAll(() => server.open(db.orm));
  afterAll(() => server.close());
  return server;
}

/** The cookies that `response` sets, as a client sends them back. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ');
}
