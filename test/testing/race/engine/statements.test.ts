import { beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import type { Catalog } from '../../../../src/testing/race/database/catalog.ts';
import { readCatalog } from '../../../../src/testing/race/database/read-catalog.ts';
import { readStatement } from '../../../../src/testing/race/statement/read-statement.ts';
import { testDatabase } from '../../../support/database.ts';

const db = testDatabase();
let catalog: Catalog;

beforeAll(async () => {
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  await client.query(`
    create table parent (id int primary key, v int, code text unique);
    create table child (id int primary key, parent_id int references parent);
    create table owned (id int primary key, parent_id int references parent on delete cascade);
    create table pair (a int, b int, v int, primary key (a, b));
    create table token (id uuid primary key, v int);
    create view parents as select * from parent;
    create table watched (id int primary key, v int);
    create function watch() returns trigger language plpgsql as 'begin return new; end';
    create trigger watch before update on watched for each row execute function watch();`);
  catalog = await readCatalog(client);
  await client.end();
});

const read = (sql: string, ...values: unknown[]) => readStatement(sql, values, catalog);
const rows = (resources: readonly { table: string; row: string | undefined }[]) =>
  resources.map(({ table, row }) => (row === undefined ? table : `${table}#${row}`));

describe('one row is told from others when the key decides', () => {
  test.for([
    ['select * from parent where id = 1', ['parent#1']],
    ['select "p0".* from "parent" as "p0" where "p0"."id" = 1 limit 1', ['parent#1']],
    ['select * from parent where id in (1, 2) order by id', ['parent#1', 'parent#2']],
    ['select * from parent where id = 1 and v > 3', ['parent#1']],
    ['select * from public.parent where id = 1 for update', ['parent#1']],
    [`select * from pair where a = 1 and b = '2'`, ['pair#1,2']],
    ['select * from parent where id = -1', ['parent#-1']],
    [`select * from parent where id = 1 -- or 2`, ['parent#1']],
  ] as const)('%s', ([sql, reads]) => {
    expect(rows(read(sql).reads)).toEqual(reads);
  });

  test('also from a bound value', () => {
    expect(rows(read('select * from parent where id = $2', 7, 8).reads)).toEqual(['parent#8']);
    expect(rows(read('update parent set v = $1 where id in ($2, $3)', 7, 8, 9).writes)).toEqual([
      'parent#8',
      'parent#9',
    ]);
  });
});

test('a change inside `with` is that change, and reads what the rest of the statement reads', () => {
  const change = 'update "parent" set "v" = 1 where "id" = 1 returning "id" as "~0"';
  const { kind, writes, reads } = read(`with written as (${change}) select * from written`);
  expect([kind, rows(writes), rows(reads)]).toEqual(['update', ['parent#1'], ['parent#1']]);

  const deletion = read(
    'with recursive "deleted" as (delete from child where id = 1 returning id) ' +
      'select * from "deleted" join owned on true',
  );
  expect([deletion.kind, deletion.removes]).toEqual(['delete', true]);
  expect(rows(deletion.reads)).toContain('owned');
  expect(read('with a as (select 1), b as (delete from child returning id) select * from b').universal).toBe(
    true,
  );
  expect(read('with a as (update parent set v = 1) delete from child').universal).toBe(true);
});

test('a row that was not there before may just have been added, one that was may not, unless rows are removed', async () => {
  const parent = catalog.table('parent')!;
  const meets = (key: number) => rows(read(`select * from parent where id = ${key}`).mayMeet);
  catalog.knownRows.keep(parent, ['1']);

  expect(meets(1)).toEqual([]);
  expect(meets(2)).toEqual(['parent#+']);
  catalog.knownRows.removed([parent]);
  expect(meets(1)).toEqual(['parent#+']);
});

describe('anything else is the whole table', () => {
  test.for([
    'select * from parent',
    'select * from parent where v = 1',
    'select * from parent where id = 1 or v = 2',
    'select * from parent where not (id = 1)',
    'select * from parent where not id = 1',
    'select * from parent where (id = 1 or id = 2)',
    'select * from parent where id = 1 + 1',
    'select * from parent where id = v',
    'select * from parent where id in (select 1)',
    'select * from parent where id >= 1',
    'select * from parent where id = 01',
    'select * from parent where id between 1 and 2 and id = 1',
    'select * from parent where case when id = 1 then true end and id = 1',
    `select * from parent where code = 'where id = 1'`,
    'select * from parent where v = 1 union select * from parent where id = 1',
    'select (select max(id) from parent where id = 1) from parent',
  ])('%s', sql => {
    expect(rows(read(sql).reads)).toEqual(['parent']);
  });

  test.for(['select * from pair where a = 1', 'select * from pair where a in (1, 2) and b = 1'])(
    '%s',
    sql => {
      expect(rows(read(sql).reads)).toEqual(['pair']);
    },
  );

  test('a key that is text counts when the row is there in every schedule', () => {
    const key = '9b2f7f0e-9d6c-4b5e-8f9e-1b2c3d4e5f60';
    const table = catalog.table('token');

    expect(rows(read(`select * from token where id = '${key}'`).reads)).toEqual(['token']);
    catalog.knownRows.keep(table!, [key]);
    expect(rows(read(`select * from token where id = '${key.toUpperCase()}'`).reads)).toEqual([
      `token#${key}`,
    ]);
  });
});

describe('changes', () => {
  test('an insert may collide with any row, and keeps what it refers to', () => {
    const { reads, locks, writes } = read('insert into child values (1, 2)');

    expect(rows(writes)).toEqual(['child#+']);
    expect(rows(reads)).toEqual(['parent#+']);
    expect(locks).toEqual([
      { table: 'child', row: '+', mode: 'update' },
      { table: 'parent', row: undefined, mode: 'key share' },
    ]);
  });

  test('an insert that updates on conflict may change any row', () => {
    expect(rows(read('insert into parent values (1) on conflict (id) do update set v = 2').writes)).toEqual([
      'parent#+',
      'parent',
    ]);
    expect(rows(read('insert into parent values (1) on conflict do nothing').writes)).toEqual(['parent#+']);
  });

  test('an insert reads what it selects from', () => {
    expect(rows(read('insert into pair select 1, 1, v from parent').reads)).toEqual(['parent']);
    expect(rows(read('insert into pair select 1, 1, 1 where not exists (select from pair)').reads)).toEqual([
      'pair',
    ]);
  });

  test('an update of a plain column locks its row alone, of a unique one every new row too', () => {
    expect(read('update parent set v = 1 where id = 1').locks).toEqual([
      { table: 'parent', row: '1', mode: 'no key update' },
    ]);
    expect(read(`update parent set code = 'x' where id = 1`).locks).toEqual([
      { table: 'parent', row: '1', mode: 'update' },
      { table: 'parent', row: '+', mode: 'update' },
    ]);
  });

  test('a change of a key, of several columns at once, or from another table, is read as more', () => {
    expect(rows(read('update parent set id = 2 where id = 1').writes)).toContain('parent');
    expect(rows(read('update parent set (v, code) = (1, 2) where id = 1').writes)).toContain('parent#+');
    expect(rows(read('update parent set v = c.id from child c where parent.id = 1').writes)).toEqual([
      'parent',
    ]);
  });

  test('a delete looks at what refers to the row, and follows a cascade', () => {
    const { reads, writes } = read('delete from parent where id = 1');

    expect(rows(writes)).toEqual(['parent#1', 'owned']);
    expect(rows(reads)).toEqual(['parent#1', 'child', 'owned']);
  });
});

test.for([
  'with gone as (delete from parent returning *) delete from child',
  'select * from parents',
  'select watch()',
  `select nextval('x')`,
  'update watched set v = 1 where id = 1',
  'truncate parent',
  'create table x (id int)',
  'call something()',
  'merge into parent using child on true when matched then delete',
  'lock table parent',
  'select 1; select 2',
  'set constraints all deferred',
  "commit prepared 'x'",
  'update nowhere set v = 1',
])('%s may do anything', sql => {
  expect(read(sql).universal).toBe(true);
});

test.for([
  ['begin isolation level repeatable read', 'begin', 'repeatable read'],
  ['start transaction isolation level read uncommitted', 'begin', 'read committed'],
  ['set transaction isolation level serializable', 'set', 'serializable'],
  ['BEGIN;', 'begin', undefined],
] as const)('%s', ([sql, kind, isolation]) => {
  expect(read(sql)).toMatchObject({ kind, isolation });
});

test.for([
  ['lock table parent in share row exclusive mode', 'table'],
  ['lock parent in exclusive mode', 'exclusive table'],
] as const)('%s', ([sql, mode]) => {
  expect(read(sql).locks).toEqual([{ table: 'parent', row: undefined, mode }]);
});
