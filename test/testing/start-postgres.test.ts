import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  PostgresInUseError,
  PostgresStartError,
  PostgresVersionError,
  startPostgres,
} from '../../src/testing/index.ts';
import { scratchDirectory } from './scratch.ts';
import { rows } from './statement.ts';

const embedded = { env: {} };

test('a throw-away server accepts connections and is gone after stop, which may be called again', async () => {
  const server = await startPostgres(embedded);

  const [settings] = await rows(
    server.url,
    `select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
            current_setting('data_directory') as data, current_setting('max_connections') as connections,
            upper('é') as upper, current_setting('password_encryption') as passwords`,
  );
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();

  expect(settings).toMatchObject({ fsync: 'off', encoding: 'UTF8', connections: '200', upper: 'É' });
  expect(server).toMatchObject({ embedded: true, version: expect.stringMatching(/^\d+\.\d+$/) });
  expect(existsSync(join(settings?.['data'], '..'))).toBe(false);
  await expect(rows(server.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a server asks for its password, in every database', async () => {
  await using server = await startPostgres(embedded);
  const other = new URL(server.urlOf('a/b "c"'));
  const { host, username, password } = new URL(server.url);

  expect(other).toMatchObject({ host, username, password, pathname: '/a%2Fb%20%22c%22' });
  other.password = 'wrong';
  await expect(rows(other.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('kept data is there at the next start, and was written durably', async () => {
  const directory = join(scratchDirectory(), 'kept');
  {
    await using first = await startPostgres({ ...embedded, directory });
    await rows(first.url, 'create table note as select 42 as answer');
  }

  await using second = await startPostgres({ ...embedded, directory });

  const [note] = await rows(second.url, `select answer, current_setting('fsync') as fsync from note`);
  expect(note).toEqual({ answer: 42, fsync: 'on' });
  expect(second.directory).toBe(directory);
});

test('kept data belongs to one process at a time', async () => {
  const directory = join(scratchDirectory(), 'kept');
  await using _server = await startPostgres({ ...embedded, directory });

  const second = startPostgres({ ...embedded, directory });

  await expect(second).rejects.toThrow(PostgresInUseError);
  await expect(second).rejects.toMatchObject({ pid: process.pid, directory });
});

test('a port that is asked for is used when it is free, and left to who has it when it is not', async () => {
  await using first = await startPostgres(embedded);
  const port = Number(new URL(first.url).port);

  await using second = await startPostgres({ ...embedded, port });
  await first.stop();
  await using third = await startPostgres({ ...embedded, port });

  expect(new URL(second.url).port).not.toBe(String(port));
  expect(new URL(third.url).port).toBe(String(port));
  expect(await rows(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a start that fails says what PostgreSQL logged, and leaves data for the next one', async () => {
  const directory = join(scratchDirectory(), 'kept');
  const version = join(directory, 'data/PG_VERSION');
  const settings = join(directory, 'data/postgresql.auto.conf');
  const options = { ...embedded, directory };
  await (await startPostgres(options)).stop();
  const major = readFileSync(version, 'utf8');

  writeFileSync(settings, 'no_such_setting = 1');
  const misconfigured = await startPostgres(options).catch((error: unknown) => error);
  writeFileSync(settings, '');
  writeFileSync(version, '9\n');
  const outdated = await startPostgres(options).catch((error: unknown) => error);
  writeFileSync(version, major);

  expect(misconfigured).toBeInstanceOf(PostgresStartError);
  expect(misconfigured).toMatchObject({
    log: expect.arrayContaining([expect.stringContaining('no_such_setting')]),
  });
  expect(outdated).toBeInstanceOf(PostgresVersionError);
  expect(outdated).toMatchObject({ dataVersion: 9, serverVersion: Number(major) });
  await (await startPostgres(options)).stop();
});
