import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { selfsameOn } from './selfsame.ts';

const db = testDatabase();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'selfsame-doctor-'));
});

afterAll(() => rm(directory, { recursive: true }));

test("the project's configuration is found, and a database that is right ends with 0", async () => {
  expect(await selfsameOn(db.url, 'doctor')).toEqual({
    code: 0,
    output: 'The database has what the entities declare.\n',
    complaint: '',
  });
});

test('what has to be mended is one line each and ends with 1, and can be had as JSON', async () => {
  await db.rows('alter table customer drop constraint customer_email_unique');
  await db.rows('create unique index customer_name_unique on customer (name)');

  const [{ code, output }, json] = await Promise.all([
    selfsameOn(db.url, 'doctor', 'dist/mikro-orm.config.js'),
    selfsameOn(db.url, 'doctor', '--json'),
  ]);
  expect(code).toBe(1);
  expect(output.split('\n')).toEqual([
    'problem  Customer (email): it is declared to be unique, and that has no unique index. Write: alter table "customer" add constraint "customer_email_unique" unique ("email");',
    expect.stringMatching(
      /^note {2}Customer \(name\): .* Write: @Unique\({ properties: \['name'\], name: 'customer_name_unique' }\)$/,
    ),
    '1 problem.',
    '',
  ]);

  expect(JSON.parse(json.output)).toMatchObject({
    problems: 1,
    findings: [
      { kind: 'key missing', table: '"customer"' },
      { kind: 'key usable', isProblem: false },
    ],
  });
  expect(json.code).toBe(1);
});

test('what cannot be run ends with 2 and says how to write it', async () => {
  const none = join(directory, 'none.mjs');
  await writeFile(none, 'export const nothing = 1;');

  const calls = [[none], ['one.js', 'two.js'], ['--fast']];
  const ends = await Promise.all(calls.map(args => selfsameOn(db.url, 'doctor', ...args)));

  for (const { code, complaint } of ends) {
    expect(code).toBe(2);
    expect(complaint).toMatch(/^selfsame: /);
    expect(complaint).not.toContain('    at ');
  }
});
