import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import pg from 'pg';
import { Customer } from '../../../entities/index.ts';
import config from '../../../mikro-orm.config.ts';
import { type EntityManager, IsolationLevel, MikroORM } from '../../../src/index.ts';
import { runAlone } from '../../../src/mikro/wire/run-alone.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const messages: string[] = [];

/** Hears each message as it goes to the network. */
class Tap extends pg.Client {
  override query(...args: unknown[]): never {
    const [query] = args as [string | { text: string }];
    messages.push(typeof query === 'string' ? query : query.text);
    return (super.query as (...sent: unknown[]) => unknown).apply(this, args) as never;
  }
}

let orm: MikroORM;
beforeAll(async () => {
  orm = await MikroORM.init({
    ...config,
    clientUrl: db.url,
    driverOptions: { Client: Tap },
    pool: { max: 2 },
  });
  await orm.connect();
  return () => orm.close();
});
beforeEach(async () => {
  await db.rows('truncate customer restart identity cascade');
  await orm.em.fork().count(Customer);
  messages.length = 0;
});

const insert = (name: string) =>
  `insert into customer (email, name) values ('${name}@example.com', '${name}')`;
const names = async () => (await db.rows('select name from customer order by id')).map(({ name }) => name);

describe('BEGIN waits for what follows it', () => {
  test('a transaction in which nothing is sent sends nothing, however it ends', async () => {
    await orm.em.fork().transactional(async () => undefined);
    await orm.em.fork().transactional(em => em.transactional(async () => undefined));
    await orm.em
      .fork()
      .transactional(() => Promise.reject(new Error('no')))
      .catch(() => undefined);

    expect(messages).toEqual([]);
  });

  test('it goes out with the first statement, so that one write is two round trips', async () => {
    await orm.em.fork().transactional(em => em.execute(insert('ada')));

    expect(messages).toEqual([
      `begin; ${insert('ada')}\n;select pg_current_xact_id_if_assigned()::text`,
      'commit',
    ]);
    expect(await names()).toEqual(['ada']);
  });

  test('a transaction whose writes found nothing to write is not asked for its id again', async () => {
    await orm.em.fork().transactional(em => em.execute(`update customer set credit = 1 where id = -1`));

    expect(messages).toEqual([expect.stringMatching(/^begin; update /), 'commit']);
  });

  test('it keeps the isolation level and the access mode', async () => {
    const options = { isolationLevel: IsolationLevel.SERIALIZABLE, readOnly: true };
    const levels = await orm.em
      .fork()
      .transactional(em => em.execute('select current_setting($$transaction_isolation$$) as level'), options);

    expect(levels).toEqual([{ level: 'serializable' }]);
    expect(messages).toEqual([
      expect.stringMatching(/^start transaction isolation level serializable read only; /),
      'commit',
    ]);
  });

  test('before parameters and cursors it is a message of its own', async () => {
    await orm.em.fork().transactional(async em => {
      const kysely = em.getKysely<{ customer: { name: string } }>();
      await kysely.selectFrom('customer').select('name').where('name', '=', 'x').execute();
    });
    await orm.em.fork().transactional(async em => {
      for await (const _ of em.stream(Customer, {})) continue;
    });

    expect(messages.map(text => text.split(' ')[0])).toEqual([
      'begin',
      'select',
      'commit',
      'begin',
      'select',
      'commit',
    ]);
  });

  test('what is answered is what would be answered without it', async () => {
    const client = await (await orm.driver.getConnection().getNativeClient()).connect();
    const plain = await client.query(`${insert('ada')} returning name`);
    const several = await client.query(`select 1 as a; select 2 as b`);
    const arrays = await client.query({ text: `${insert('eve')} returning name`, rowMode: 'array' });

    await client.query('begin');
    const joined = await client.query(`${insert('bob')} returning name -- comment`);
    await client.query('rollback');
    await client.query('begin');
    const joinedSeveral = await client.query(`select 1 as a; select 2 as b`);
    await client.query('commit');
    await client.query('begin');
    const joinedArrays = await client.query({ text: `${insert('fay')} returning name`, rowMode: 'array' });
    await client.query('rollback');
    await client.query('begin');
    const failed = await client.query('update customer set nothing = 1').catch((error: unknown) => error);
    await client.query('rollback');
    client.release();

    expect(joined).toMatchObject({ command: plain.command, rowCount: 1, rows: [{ name: 'bob' }] });
    expect(joinedSeveral).toMatchObject(several);
    expect(arrays.rows).toEqual([['eve']]);
    expect(joinedArrays.rows).toEqual([['fay']]);
    expect(failed).toMatchObject({ code: '42703', position: '21' });
  });

  test('statements that are sent without waiting keep their order', async () => {
    const client = await (await orm.driver.getConnection().getNativeClient()).connect();
    await Promise.all([
      client.query('begin'),
      client.query('insert into customer (email, name) values ($1, $1)', ['a']),
      client.query('savepoint s'),
      client.query('insert into customer (email, name) values ($1, $1)', ['b']),
      client.query(insert('c')),
      client.query('release savepoint s'),
      client.query('commit'),
      client.query('insert into customer (email, name) values ($1, $1)', ['d']),
    ]);
    client.release();

    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a statement that runs alone', () => {
  const store = (name: string) => (em: EntityManager) => runAlone(() => em.execute(insert(name)));

  test('is one message', async () => {
    await orm.em.fork().transactional(store('ada'));

    expect(messages).toEqual([insert('ada')]);
    expect(await names()).toEqual(['ada']);
  });

  test('cannot be followed by another', async () => {
    const followed = orm.em.fork().transactional(async em => {
      await store('ada')(em);
      await em.execute(insert('bob'));
    });

    await expect(followed).rejects.toThrow('A second statement');
    expect(await names()).toEqual(['ada']);
  });

  test('cannot be followed by a stream', async () => {
    const followed = orm.em.fork().transactional(async em => {
      await store('ada')(em);
      await Array.fromAsync(em.stream(Customer, {}));
    });

    await expect(followed).rejects.toThrow('A second statement');
  });

  test('that fails fails the transaction', async () => {
    await orm.em.fork().transactional(store('ada'));

    await expect(orm.em.fork().transactional(store('ada'))).rejects.toMatchObject({ code: '23505' });
    const swallowed = orm.em.fork().transactional(em => store('ada')(em).catch(() => undefined));
    await expect(swallowed).rejects.toMatchObject({ name: 'RolledBackError', cause: { code: '23505' } });
  });

  test('is an ordinary one after another, or at another isolation level', async () => {
    await orm.em.fork().transactional(async em => {
      await em.execute(insert('ada'));
      await store('bob')(em);
    });
    await orm.em.fork().transactional(store('eve'), { isolationLevel: IsolationLevel.SERIALIZABLE });

    expect(messages.filter(text => text === 'commit')).toHaveLength(2);
    expect(await names()).toEqual(['ada', 'bob', 'eve']);
  });
});
