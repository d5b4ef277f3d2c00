import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { expect, test } from 'vitest';
import { cloneDatabase, startPostgres } from '../../src/testing/index.ts';
import { until } from './script.ts';
import { rows } from './statement.ts';

test('a server that does not react is stopped all the same', async () => {
  const server = await startPostgres({ env: {} });
  const [place] = await rows(server.url, `select current_setting('data_directory') as data`);
  const data = String(place?.['data']);
  const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGSTOP');

  await server.stop();

  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(join(data, '..'))).toBe(false);
});

test('a copy waits for a session that leaves its template only after PostgreSQL gave up waiting', async () => {
  await using server = await startPostgres({ env: {} });
  await rows(server.url, 'create database selfsame_busy');
  const session = new pg.Client({ connectionString: server.urlOf('selfsame_busy') });
  await session.connect();

  const copying = cloneDatabase({ url: server.url, name: 'selfsame_busy' });
  const refused = `select from pg_stat_activity where query like 'create database%' and state = 'idle'`;
  let gaveUp = false;
  const watch = setInterval(
    () => void rows(server.url, refused).then(found => (gaveUp ||= found.length > 0)),
    20,
  );
  await until('PostgreSQL to give up', () => gaveUp);
  clearInterval(watch);
  await session.end();

  await expect(copying).resolves.toMatchObject({ name: expect.stringMatching(/^selfsame_/) });
});
