import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { served } from './served.ts';

const db = testDatabase();
const server = served(db);

/** Sends text as it is, and returns the answer as it is. */
async function send(request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', text => (answer += String(text)));
  socket.setTimeout(5000, () => socket.destroy());
  socket.write(request);
  await once(socket, 'close');
  return answer;
}

const head = (line: string, ...headers: string[]) =>
  [line, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join('\r\n');

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a bad header', head('GET / HTTP/1.1', 'a b: c')],
  ['two lengths', head('POST /films/1/likes HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2')],
  ['headers without end', head('GET / HTTP/1.1', `X: ${'x'.repeat(20_000)}`)],
  ['a strange host', 'GET / HTTP/1.1\r\nHost: a b/\\\r\nConnection: close\r\n\r\n'],
  ['a target that is no path', head('GET http://[ HTTP/1.1')],
  ['malformed percent-encoding', head('GET /films/%c0%af HTTP/1.1')],
])('%s is 400, as a problem', async (_, request) => {
  const answer = await send(request);

  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
  expect(answer).not.toMatch(/at .*\.(ts|js)/);
});

test.each(['TRACE', 'PROPFIND'])('%s is a method that nothing knows', async method => {
  expect(await send(head(`${method} / HTTP/1.1`))).toMatch(/^HTTP\/1.1 4\d\d /);
});

test('a path that climbs leads nowhere', async () => {
  expect(await send(head('GET /../../package.json HTTP/1.1'))).toMatch(/^HTTP\/1.1 404 /);
});

test('a body that never comes to its end harms nobody', async () => {
  const socket = connect(server.port, '127.0.0.1');
  const json = ['Content-Type: application/json', 'Content-Length: 100'];
  socket.write(`${head('POST /shows/1/bookings HTTP/1.1', ...json)}{"seats"`);
  await once(socket, 'connect');
  socket.destroy();

  expect((await server.json('/')).status).toBe(200);
});

test('a body that is longer than it may be is refused before it is read', async () => {
  const json = ['Content-Type: application/json', 'Content-Length: 1000000000'];

  expect(await send(head('POST /shows/1/bookings HTTP/1.1', ...json))).toMatch(/^HTTP\/1.1 413 /);
});
