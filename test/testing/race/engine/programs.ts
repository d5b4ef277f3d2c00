import fc from 'fast-check';
import type { Isolation } from '../../../../src/testing/race/report.ts';

/** What one operation of a random race does. */
export interface Program {
  /** Undefined runs each statement as a transaction of its own. */
  readonly level: Isolation | undefined;
  readonly statements: readonly string[];
  readonly rollsBack: boolean;
}

export const SCHEMA = `
  create table parent (id int primary key, v int not null);
  create table uniq (id int primary key, v int not null unique);
  create table child (id int primary key, parent_id int not null references parent);
  create table owned (id int primary key, parent_id int not null references parent on delete cascade);
  create table pair (a int, b int, v int not null, primary key (a, b));`;

export const SEED = `
  insert into parent values (1, 10), (2, 20);
  insert into uniq values (1, 10), (2, 20);
  insert into owned values (1, 1);
  insert into pair values (1, 1, 0), (1, 2, 0);`;

const id = fc.constantFrom(1, 2, 2, 3);
const table = fc.constantFrom('parent', 'parent', 'uniq');
const on = (text: (table: string, id: number) => string) =>
  fc.tuple(table, id).map(([name, key]) => text(name, key));

const statement = fc.oneof(
  { weight: 2, arbitrary: on((name, key) => `select * from ${name} where id = ${key}`) },
  on(name => `select * from ${name}`),
  on(name => `select * from ${name} where v > 10`),
  on((name, key) => `select * from ${name} where id = ${key} for update`),
  on((name, key) => `select * from ${name} where id = ${key} for share`),
  on((name, key) => `select * from ${name} where id = ${key} for key share`),
  on(name => `select * from ${name} order by id limit 1 for update skip locked`),
  { weight: 3, arbitrary: on((name, key) => `update ${name} set v = v + 1 where id = ${key}`) },
  on((_, key) => `update uniq set v = 50 where id = ${key}`),
  on(() => `update parent set v = v * 2 where v > 10`),
  on((_, key) => `update parent set v = v + 1 where id in (1, ${key})`),
  on((name, key) => `delete from ${name} where id = ${key}`),
  on(name => `delete from ${name} where v > 10`),
  on((_, key) => `insert into uniq values (${key + 1}, ${49 + key})`),
  on((_, key) => `insert into uniq values (${key + 1}, 50) on conflict do nothing`),
  on((_, key) => `insert into uniq values (${key}, 60) on conflict (id) do update set v = uniq.v + 1`),
  on((_, key) => `insert into parent select 3, 30 where not exists (select from parent where id = ${key})`),
  on((_, key) => `insert into parent values (${key + 1}, 7)`),
  on((_, key) => `insert into child values (${key}, ${key})`),
  on((_, key) => `insert into owned values (${key + 1}, ${key})`),
  on(() => `delete from child`),
  on((_, key) => `update owned set parent_id = ${key}`),
  on(() => `select * from owned`),
  on((_, key) => `update pair set v = v + 1 where a = 1 and b = ${key}`),
  on((_, key) => `select * from pair where a = 1 and b = ${key}`),
  on(
    (_, key) =>
      `select count(*)::int as n from parent p join owned o on o.parent_id = p.id where p.id = ${key}`,
  ),
  on(() => `lock table parent in share row exclusive mode`),
  on(() => `select pg_advisory_xact_lock(1)`),
);

const level = fc.constantFrom<Isolation | undefined>(
  'read committed',
  'read committed',
  'repeatable read',
  'serializable',
  undefined,
);

function program(length: number): fc.Arbitrary<Program> {
  return fc.record({
    level,
    statements: fc.array(statement, { minLength: 1, maxLength: length }),
    rollsBack: fc.integer({ min: 0, max: 7 }).map(die => die === 0),
  });
}

/** Two programs of up to `length` statements, now and then three shorter ones or all of them serializable. */
export function programs(length: number): fc.Arbitrary<Program[]> {
  const two = fc.array(program(length), { minLength: 2, maxLength: 2 });
  const three = fc.array(program(Math.max(1, length - 1)), { minLength: 3, maxLength: 3 });
  const some = fc.oneof({ weight: 4, arbitrary: two }, { weight: 1, arbitrary: three });
  const serializable = some.map(all => all.map(each => ({ ...each, level: 'serializable' as const })));
  return fc.oneof({ weight: 4, arbitrary: some }, { weight: 1, arbitrary: serializable });
}
