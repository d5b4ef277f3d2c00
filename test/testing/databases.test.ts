import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import {
  cloneDatabase,
  CreateDatabaseRefusedError,
  createTemplate,
  type PostgresServer,
  startPostgres,
  TemplateInUseError,
} from '../../src/testing/index.ts';
import { runScript } from './script.ts';
import { rows } from './statement.ts';

let server: PostgresServer;
beforeAll(async () => (server = await startPostgres({ env: {} })));
afterAll(() => server.stop());

async function migrate(url: string): Promise<void> {
  await rows(url, 'create table note as select 42 as answer');
}

async function databases(): Promise<unknown[]> {
  return (await rows(server.url, `select datname from pg_database where datname like 'selfsame%'`)).map(
    row => row['datname'],
  );
}

test('a copy holds what the template was given, and changes alone', async () => {
  await using template = await createTemplate(server, migrate);
  await using one = await cloneDatabase(template);
  await using other = await cloneDatabase(template);

  await rows(one.url, 'update note set answer = 43');

  expect(await rows(one.url, 'select answer from note')).toEqual([{ answer: 43 }]);
  expect(await rows(other.url, 'select answer from note')).toEqual([{ answer: 42 }]);
});

test('a template can be sent to another process', async () => {
  await using template = await createTemplate(server, migrate);

  await using copy = await cloneDatabase(JSON.parse(JSON.stringify(template)));

  expect(structuredClone(template)).toEqual({ url: server.url, name: template.name });
  expect(await rows(copy.url, 'select answer from note')).toEqual([{ answer: 42 }]);
});

test('four processes copy one template at once', async () => {
  await using template = await createTemplate(server, migrate);
  const address = JSON.stringify(template);

  const copies = await Promise.all(
    [1, 2, 3, 4].map(() =>
      runScript(
        `for (let i = 0; i < 3; i++) {
           const copy = await testing.cloneDatabase(${address});
           console.log(copy.name);
         }`,
      ),
    ),
  );

  expect(copies.map(({ code, errors }) => ({ code, errors }))).toEqual(
    Array.from({ length: 4 }, () => ({ code: 0, errors: '' })),
  );
  const names = copies.flatMap(({ lines }) => lines);
  expect(new Set(names).size).toBe(12);
  expect(await databases()).toEqual(expect.arrayContaining(names));
});

test('drop removes the database with the sessions that are in it', async () => {
  await using template = await createTemplate(server, migrate);
  const copy = await cloneDatabase(template);
  const session = new pg.Client({ connectionString: copy.url });
  const ended = new Promise<unknown>(resolve => session.on('error', resolve));
  await session.connect();

  await copy.drop();
  await copy.drop();

  expect(await ended).toMatchObject({ code: '57P01' });
  expect(await databases()).not.toContain(copy.name);
});

test('nobody can connect to a template, so that copying it never waits', async () => {
  await using template = await createTemplate(server, migrate);

  await expect(rows(server.urlOf(template.name), 'select 1')).rejects.toMatchObject({ code: '55000' });
});

test('a failing migration leaves no database', async () => {
  const before = await databases();

  const template = createTemplate(server, () => Promise.reject(new Error('on purpose')));

  await expect(template).rejects.toThrow('on purpose');
  expect(await databases()).toEqual(before);
});

test('a migration that leaves a connection open is told so', async () => {
  const template = createTemplate(server, async url => {
    const session = new pg.Client({ connectionString: url });
    session.on('error', () => {});
    await session.connect();
  });

  await expect(template).rejects.toThrow(TemplateInUseError);
});

test('a copy waits for sessions that are about to leave its template', async () => {
  await rows(server.url, 'create database selfsame_busy');
  const session = new pg.Client({ connectionString: server.urlOf('selfsame_busy') });
  await session.connect();

  const copying = cloneDatabase({ url: server.url, name: 'selfsame_busy' });
  await rows(server.url, `select pg_sleep(0.2)`);
  await session.end();

  await expect(copying).resolves.toMatchObject({ name: expect.stringMatching(/^selfsame_/) });
});

test('a role that may not create databases learns which statement to run', async () => {
  await rows(server.url, `create role "Re stricted" login password 'secret'`);
  const url = new URL(server.url);
  url.username = 'Re stricted';
  url.password = 'secret';
  await using restricted = await startPostgres({ env: { DATABASE_URL: url.href } });

  const template = createTemplate(restricted, migrate);

  await expect(template).rejects.toThrow(CreateDatabaseRefusedError);
  await expect(template).rejects.toMatchObject({
    role: 'Re stricted',
    statement: 'alter role "Re stricted" createdb;',
  });
  await rows(server.url, 'alter role "Re stricted" createdb;');
  await (await createTemplate(restricted, migrate)).drop();
});
