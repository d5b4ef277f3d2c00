import { defineEntity, type EntityManager, MikroORM, p } from '@mikro-orm/postgresql';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../../../src/testing/index.ts';
import { race } from '../../../../src/testing/race/race.ts';

const Author = defineEntity({
  name: 'Author',
  tableName: 'author',
  properties: { id: p.integer().primary(), books: p.integer() },
});

const Book = defineEntity({
  name: 'Book',
  tableName: 'book',
  properties: { id: p.integer().primary().autoincrement(), author: () => p.manyToOne(Author) },
});

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await cloneDatabase(inject('selfsame'));
  const name = `selfsame_role_${database.name.slice(-8)}`;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`create role ${name} login password 'secret'; grant create on schema public to ${name}`);
  await client.end();
  const url = new URL(database.url);
  url.username = name;
  url.password = 'secret';
  orm = await MikroORM.init({ clientUrl: url.href, entities: [Author, Book] });
  await orm.schema.create();
});

afterAll(async () => {
  await orm.close();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const name = `selfsame_role_${database.name.slice(-8)}`;
  await client.query(`drop owned by ${name}; drop role ${name}`);
  await client.end();
  await database.drop();
});

test.for(['statement', 'row'] as const)(
  'a role that owns its tables and no more can race, by %s',
  async steps => {
    await orm.em
      .fork()
      .execute(
        'delete from book; delete from author; insert into author values (7, 0); insert into book (author_id) values (7)',
      );
    const publish = async (em: EntityManager) => {
      await em.transactional(async inside => {
        await inside.execute('insert into book (author_id) values (1)');
        const [row] = await inside.execute<{ n: number }[]>(
          'select count(*)::int as n from book where author_id = 1',
        );
        await inside.execute(`update author set books = ${row?.n} where id = 1`);
      });
    };
    const options = {
      seed: async (em: EntityManager) => void (await em.execute('insert into author values (1, 0)')),
      operations: { ada: publish, bob: publish },
      invariant: async ({ em }: { em: EntityManager }) => {
        const rows = await em.execute('select books from author where id = 1');
        expect(rows).toEqual([{ books: 2 }]);
      },
      steps,
    };

    const report = await race(orm, options);

    expect(report.verdict).toBe('fails');
    expect(await orm.em.fork().execute('select id, books from author')).toEqual([{ id: 7, books: 0 }]);
    expect(await orm.em.fork().execute('select author_id from book')).toEqual([{ author_id: 7 }]);
  },
);
