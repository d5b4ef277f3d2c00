import { beforeEach, expect, test } from 'vitest';
import { Customer } from '../../entities/index.ts';
import { type EntityManager, IsolationLevel } from '../../src/index.ts';
import { faultDatabase, told } from './fault-database.ts';

const db = faultDatabase();

interface Fault {
  readonly name: string;
  /** Goes wrong inside the transaction, or prepares what goes wrong at its COMMIT. */
  readonly happen: (em: EntityManager) => Promise<unknown>;
  readonly options?: object;
  /** Unless nothing is. */
  readonly isStored?: true;
}

const terminate = async (em: EntityManager) => {
  const [{ pid }] = await em.execute<[{ pid: number }]>('select pg_backend_pid() as pid');
  await db.others(`select pg_terminate_backend(${pid}, 1000)`);
};
const cut = (where: 'before' | 'during' | 'after') => async () => void (db.proxy.cutOf = () => where);
const aborting = { controller: new AbortController() };

const faults: readonly Fault[] = [
  { name: 'an error of the application', happen: () => Promise.reject(new Error('no')) },
  {
    name: 'a constraint',
    happen: em => em.execute(`insert into customer (email, name) values ('first@example.com', 'x')`),
  },
  {
    name: 'a constraint whose error is swallowed',
    happen: em => em.execute('insert into customer values (1)').catch(() => 0),
  },
  { name: 'a deferred constraint at COMMIT', happen: em => em.execute('insert into part values (1, 999)') },
  {
    name: 'a statement timeout',
    happen: em => em.execute('set local statement_timeout = 20; select pg_sleep(9)'),
  },
  {
    name: 'a serialisation failure',
    happen: async em => {
      await db.others(`update customer set credit = 1 where email = 'second@example.com'`);
      await em.execute(`update customer set credit = 2 where email = 'second@example.com'`);
    },
    options: { isolationLevel: IsolationLevel.REPEATABLE_READ },
  },
  {
    name: 'an aborted signal',
    happen: async em => {
      aborting.controller.abort(new Error('gone'));
      await em.execute('select pg_sleep(9)');
    },
  },
  { name: 'a terminated backend', happen: terminate },
  { name: 'a connection cut before COMMIT arrived', happen: cut('before') },
  { name: 'a connection cut before COMMIT was answered', happen: cut('during'), isStored: true },
  { name: 'a connection cut after COMMIT', happen: cut('after'), isStored: true },
];

beforeEach(() => {
  aborting.controller = new AbortController();
  db.proxy.cutOf = () => undefined;
});

test.each(faults)(
  '$name: what is told, what is stored and what is in memory agree',
  async ({ happen, options, isStored = false }) => {
    const em = db.unit();
    const first = await em.findOneOrFail(Customer, { email: 'first@example.com' });
    const ada = new Customer('ada@example.com', 'Ada');
    const before = { name: first.name, version: first.version };

    const { outcome } = await told(
      em.transactional(
        async inner => {
          first.name = 'Changed';
          inner.persist(ada);
          await inner.flush();
          expect(ada.id).toBeGreaterThan(0);
          await happen(inner);
        },
        { ...options, signal: aborting.controller.signal },
      ),
    );

    expect(outcome === 'committed').toBe(isStored);
    expect(await db.stored()).toBe(isStored);
    const [row] = await db.others(`select name, version from customer where email = 'first@example.com'`);
    expect({ name: first.name, version: first.version }).toEqual(isStored ? row : before);
    expect(row).toEqual(isStored ? { name: 'Changed', version: before.version + 1 } : before);
    expect(ada.id === undefined).toBe(!isStored);
    await db.expectUsable(em);
    first.name = 'Goes on';
    await em.persist(ada).flush();
    expect(await db.stored()).toBe(true);
    expect(await db.others(`select from customer where name = 'Goes on'`)).toHaveLength(1);
  },
);
