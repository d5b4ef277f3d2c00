import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatabaseUrlError, type PostgresServer, startPostgres } from '../../src/testing/index.ts';
import { rows } from './statement.ts';

let server: PostgresServer;
beforeAll(async () => (server = await startPostgres({ env: {} })));
afterAll(() => server.stop());

function changed(
  changes: Partial<Pick<URL, 'pathname' | 'port' | 'password' | 'username'>>,
): NodeJS.ProcessEnv {
  const url = Object.assign(new URL(server.url), changes);
  return { DATABASE_URL: url.href };
}

test('the server that DATABASE_URL names is used, and neither started nor stopped', async () => {
  const used = await startPostgres({ env: { DATABASE_URL: server.url }, directory: '/nowhere' });
  await used.stop();

  expect(used).toMatchObject({ url: server.url, version: server.version, embedded: false });
  expect(used.directory).toBeUndefined();
  expect(await rows(used.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test.each([
  ['nothing listens there', () => changed({ port: '1' }), 'unreachable'],
  ['the password is wrong', () => changed({ password: 'wrong' }), 'authentication'],
  ['the password is missing', () => changed({ password: '' }), 'authentication'],
  ['the role does not exist', () => changed({ username: 'nobody' }), 'authentication'],
  ['the database does not exist', () => changed({ pathname: '/missing' }), 'no such database'],
  ['it is no URL', () => ({ DATABASE_URL: 'localhost' }), 'malformed'],
  ['it names another system', () => ({ DATABASE_URL: 'mysql://localhost/app' }), 'malformed'],
])('a DATABASE_URL is refused by name of what is wrong: %s', async (_case, env, problem) => {
  const failure: unknown = await startPostgres({ env: env() }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(DatabaseUrlError);
  expect(failure).toMatchObject({ problem });
  expect(String(failure)).not.toContain(new URL(server.url).password);
});

test('a server that takes no more connections is reported as refusing', async () => {
  await rows(server.url, 'create database full_house connection limit 0');
  await rows(server.url, `create role guest login password 'secret'`);

  const start = startPostgres({
    env: changed({ username: 'guest', password: 'secret', pathname: '/full_house' }),
  });

  await expect(start).rejects.toMatchObject({ problem: 'refused by the server', cause: { code: '53300' } });
});
