import { beforeAll, describe, expect, test } from 'vitest';
import config from '../../../mikro-orm.config.ts';
import {
  checkDatabase,
  type DatabaseFinding,
  DatabaseMismatchError,
  defineEntity,
  findingText,
  MikroORM,
  p,
} from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { testDatabase } from '../../support/database.ts';
import { createDatabase } from '../create/tables.ts';

const db = createDatabase();
const boxOffice = testDatabase();

const problemsOf = (findings: readonly DatabaseFinding[]) => findings.filter(({ isProblem }) => isProblem);
const problems = async () => problemsOf(await checkDatabase(db.orm));
const notes = async () => (await checkDatabase(db.orm)).filter(({ isProblem }) => !isProblem);

test('a database that migrations made has no problem, and nothing is written to find that out', async () => {
  expect(await checkDatabase(boxOffice.orm)).toEqual([]);

  const { result, statements } = await recordStatements(db.orm, () => checkDatabase(db.orm));
  expect(problemsOf(result)).toEqual([]);
  expect(await db.rows(`select from pg_class where relname = 'selfsame_doctor'`)).toEqual([]);
  // The conditions and expressions of Tag and Pass are compared by the index that they would be.
  expect(statements.filter(({ sql }) => sql.startsWith('create temporary table'))).toHaveLength(2);
});

describe('what is wrong is found once, and what is said to be written mends it', () => {
  const cases: readonly (readonly [sql: string, finding: Partial<DatabaseFinding>])[] = [
    [
      'alter table author drop constraint author_email_unique',
      { kind: 'key missing', entity: 'Author', properties: ['email'] },
    ],
    [
      'alter table book drop constraint book_author_id_title_unique',
      { kind: 'key missing', entity: 'Book', properties: ['author', 'title'] },
    ],
    [
      `alter table author drop constraint author_email_unique;
       alter table author add constraint author_email_unique unique (email) deferrable`,
      { kind: 'key deferrable', entity: 'Author', properties: ['email'] },
    ],
    [
      `update pg_index set indisvalid = false where indexrelid = 'author_email_unique'::regclass`,
      { kind: 'key invalid', entity: 'Author', properties: ['email'] },
    ],
    [
      'drop index tag_name_unique; create unique index tag_name_unique on tag (upper(name))',
      { kind: 'key differs', entity: 'Tag', properties: [] },
    ],
    [
      'drop index pass_token_unique; create unique index pass_token_unique on pass (token) where used_at is not null',
      { kind: 'key differs', entity: 'Pass', properties: ['token'] },
    ],
    [
      'alter table vehicle drop constraint vehicle_plate_unique',
      { kind: 'key missing', entity: 'Vehicle', properties: ['plate'] },
    ],
    [
      'alter table pet drop constraint pet_chip_unique',
      { kind: 'key missing', entity: 'Pet', properties: ['chip'] },
    ],
    [
      'alter table pass drop constraint pass_pkey',
      { kind: 'key missing', entity: 'Pass', properties: ['id'] },
    ],
    [
      'alter table author alter version drop not null',
      { kind: 'version nullable', entity: 'Author', properties: ['version'] },
    ],
    [
      `alter table author alter version drop default, alter version type text`,
      { kind: 'version type', entity: 'Author', properties: ['version'] },
    ],
    ['alter table author drop column age', { kind: 'column missing', entity: 'Author', properties: ['age'] }],
    ['drop table odd', { kind: 'table missing', entity: 'Odd', properties: [] }],
    [
      'alter table book drop constraint book_author_id_foreign',
      { kind: 'reference missing', entity: 'Book', properties: ['author'] },
    ],
    [
      `alter table book drop constraint book_author_id_foreign;
       alter table book add constraint other foreign key (author_id) references author (id) on delete cascade`,
      { kind: 'reference rule', entity: 'Book', properties: ['author'], decorator: `deleteRule: 'cascade'` },
    ],
    [
      `alter table book drop constraint book_author_id_foreign;
       alter table book add constraint book_author_id_foreign foreign key (author_id) references author (id) not valid`,
      { kind: 'reference unchecked', entity: 'Book', properties: ['author'] },
    ],
    [
      'alter table pass add constraint passed foreign key (uses) references tag (id) on delete cascade',
      { kind: 'reference undeclared', entity: 'Pass', properties: ['uses'] },
    ],
    [
      'alter table car drop constraint car_id_foreign',
      { kind: 'reference missing', entity: 'Car', properties: ['id'] },
    ],
  ];

  test.each(cases)('%s', async (sql, finding) => {
    await db.rows(sql);

    const [found, ...others] = await problems();

    expect(found).toMatchObject(finding);
    expect(findingText(found as DatabaseFinding)).toMatch(/^\w+.*: .* Write: .*;$/);
    expect(others).toEqual([]);
    await db.rows(String(found?.migration));
    expect(await problems()).toEqual([]);
  });
});

test('an index that is named otherwise, and one that takes NULLs for equal, are worth knowing', async () => {
  await db.rows('alter index author_pen_name_unique rename to other');
  const named = (await notes()).find(({ kind }) => kind === 'key name');
  expect(named).toMatchObject({ entity: 'Author', properties: ['penName'] });
  await db.rows(String(named?.migration));

  await db.rows(`alter table author drop constraint author_pen_name_unique;
    alter table author add constraint author_pen_name_unique unique nulls not distinct (pen_name)`);
  expect(await notes()).toContainEqual(
    expect.objectContaining({ kind: 'key nulls', properties: ['penName'] }),
  );
  await db.rows(`alter table author drop constraint author_pen_name_unique;
    alter table author add constraint author_pen_name_unique unique (pen_name)`);
});

test('collations that take different texts for equal are said, and refused where a lookup would not see it', async () => {
  await db.rows('alter table author alter email type text collate folding');
  expect(await notes()).toContainEqual(expect.objectContaining({ kind: 'key folds', properties: ['email'] }));
  await db.rows('alter table author alter email type text collate "default"');

  await db.rows(`alter table author drop constraint author_email_unique;
    create unique index author_email_unique on author (email collate folding)`);
  const [refused] = await problems();
  expect(refused).toMatchObject({ kind: 'key collation', properties: ['email'] });
  await db.rows(String(refused?.migration));
  expect(await problems()).toEqual([]);
});

describe('indexes that are not declared', () => {
  beforeAll(() =>
    db.rows(`
    create unique index if not exists odd_sole_unique on odd (sole) nulls not distinct;
    create unique index if not exists odd_plain_unique on odd (plain);
    create unique index if not exists odd_nick_unique on odd (nick) where plain is null;
    create index odd_not_unique on odd (plain)`),
  );

  test('are listed as keys that would do for a lookup, with what declares them', async () => {
    const usable = (await notes()).filter(({ kind, entity }) => kind === 'key usable' && entity === 'Odd');

    expect(usable.map(({ properties, decorator }) => [properties, decorator])).toEqual(
      expect.arrayContaining([
        [['plain'], `@Unique({ properties: ['plain'], name: 'odd_plain_unique' })`],
        [
          ['nick', 'plain'],
          expect.stringMatching(
            /^@Unique\({ expression: "CREATE UNIQUE INDEX odd_nick_unique .* WHERE \(plain IS NULL\)", name: 'odd_nick_unique' }\)$/,
          ),
        ],
        [['sole'], expect.stringContaining('NULLS NOT DISTINCT')],
      ]),
    );
    expect(usable).toHaveLength(3);
  });
});

const Sole = defineEntity({
  name: 'Odd',
  properties: { id: p.integer().primary(), sole: p.text().nullable() },
  uniques: [
    {
      name: 'odd_sole_unique',
      expression:
        'create unique index concurrently "odd_sole_unique" on "public"."odd" ("sole") nulls not distinct',
    },
  ],
});

describe('NULLs that are declared not to be distinct', () => {
  const check = async () => {
    await using orm = await MikroORM.init({ clientUrl: db.url, entities: [Sole] });
    return problemsOf(await checkDatabase(orm));
  };

  test('have to be that in the database', async () => {
    expect(await check()).toEqual([]);
    await db.rows('drop index odd_sole_unique; create unique index odd_sole_unique on odd (sole)');
    expect(await check()).toMatchObject([{ kind: 'key nulls', table: '"odd"' }]);
  });
});

const Parent = defineEntity({
  name: 'Parent',
  schema: 'other',
  properties: {
    id: p.integer().primary(),
    name: p.string().unique(),
    children: () => p.manyToMany(Child).owner(),
  },
});
const Child = defineEntity({
  name: 'Child',
  tableName: 'Child of "Parent"',
  properties: {
    id: p.integer().primary(),
    parent: () => p.manyToOne(Parent).deleteRule('cascade'),
    nick: p.string().unique(),
  },
});

test('other schemas, odd names and joining tables are checked alike', async () => {
  await using orm = await MikroORM.init({ clientUrl: db.url, entities: [Parent, Child] });
  expect((await checkDatabase(orm)).map(({ kind }) => kind)).toEqual(
    Array.from({ length: 3 }, () => 'table missing'),
  );
  await orm.schema.create();
  expect(await checkDatabase(orm)).toEqual([]);

  const joined = await db.rows<{ conname: string }>(
    `select conname from pg_constraint where conrelid = 'other.parent_children'::regclass and contype = 'f' order by 1`,
  );
  await db.rows(`alter table other.parent_children drop constraint "${joined[0]?.conname}"`);
  expect(problemsOf(await checkDatabase(orm))).toContainEqual(
    expect.objectContaining({ kind: 'reference missing', entity: 'Parent.children' }),
  );
});

describe('asked for at start', () => {
  test('it opens on a database that is right', async () => {
    await using orm = await MikroORM.init({ ...config, clientUrl: boxOffice.url, checkDatabase: true });
    expect(await orm.isConnected()).toBe(true);
  });

  test('it is refused, with all that is wrong, on one that is not', async () => {
    await boxOffice.rows('alter table customer drop constraint customer_email_unique');
    await boxOffice.rows('alter table seat alter version drop not null');
    const refused = await MikroORM.init({ ...config, clientUrl: boxOffice.url, checkDatabase: true }).catch(
      (error: unknown) => error,
    );

    expect(refused).toBeInstanceOf(DatabaseMismatchError);
    expect(refused).toMatchObject({
      code: 'SELFSAME_DATABASE_MISMATCH',
      findings: [{ kind: 'key missing' }, { kind: 'version nullable' }],
    });
    expect(String(refused)).toContain(
      'Customer (email): it is declared to be unique, and that has no unique index. Write: alter table "customer" add constraint "customer_email_unique" unique ("email");',
    );
  });
});
