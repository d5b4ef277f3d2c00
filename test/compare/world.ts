import { type EntityManager, MikroORM as PlainOrm, type Options } from '@mikro-orm/postgresql';
import pg from 'pg';
import { MikroORM as SelfsameOrm } from '../../src/index.ts';
import { cloneDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { ROWS } from './rows.ts';
import { defineTables, type Tables } from './tables.ts';
import { Tap } from './tap.ts';
import { within } from './within.ts';

export type WorldName = 'MikroORM' | 'Selfsame';

/** What a row holds, as far as the scenarios look. */
type Row = Readonly<Record<string, string | number | null>>;

interface Parts {
  readonly orm: PlainOrm;
  readonly tables: Tables;
  readonly tap: Tap;
  readonly database: TestDatabase;
  readonly others: pg.Client;
}

/** One of the two ORMs on a database of its own, with entity classes of its own, and somebody else beside it. */
export class World implements AsyncDisposable {
  readonly tap: Tap;
  readonly tables: Tables;
  readonly orm: PlainOrm;
  readonly #database: TestDatabase;
  readonly #others: pg.Client;

  private constructor({ orm, tables, tap, database, others }: Parts) {
    this.orm = orm;
    this.tables = tables;
    this.tap = tap;
    this.#database = database;
    this.#others = others;
  }

  /** Makes the world `name` on the server that `url` names. */
  static async open(name: WorldName, url: string): Promise<World> {
    const database = await cloneDatabase({ url, name: 'template1' });
    const tap = new Tap();
    const tables = defineTables();
    const options: Options = {
      clientUrl: database.url,
      entities: Object.values(tables),
      driverOptions: { Client: tap.Client },
    };
    const orm = name === 'MikroORM' ? await PlainOrm.init(options) : await SelfsameOrm.init(options as never);
    await orm.schema.create();
    const others = new pg.Client({ connectionString: database.url });
    await others.connect();
    await others.query(`set lock_timeout = '5s'`);
    return new World({ orm, tables, tap, database, others });
  }

  /** A unit of work. */
  readonly unit = (): EntityManager => this.orm.em.fork();

  /** Runs `sql` in somebody else's session, which has committed when this resolves. */
  readonly others = async (sql: string): Promise<Row[]> => (await this.#others.query<Row>(sql)).rows;

  /** The row that is stored, as somebody else sees it. */
  readonly stored = async (table: string, id: number): Promise<Row | undefined> =>
    (await this.others(`select *, ctid from ${table} where id = ${id}`))[0];

  /** Brings back the rows that every scenario starts from. */
  async reset(): Promise<void> {
    this.tap.forget();
    await this.others(ROWS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A scenario that broke may have left a connection out of the pool, which then never closes.
    await within(5_000, () => this.orm.close()).catch(() => {});
    await this.#others.end();
    await this.#database.drop();
  }
}
