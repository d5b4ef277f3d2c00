import pg from 'pg';
import { cloneDatabase } from '../databases/clone-database.ts';
import type { DatabaseAddress } from '../databases/database-address.ts';

/** What a test database asks of a unit of work. */
export interface TestUnit {
  persist(objects: object[]): { flush(): Promise<unknown> };
}

/** What a test database asks of an ORM, Selfsame's or MikroORM's own. */
export interface TestOrm<Unit extends TestUnit> {
  readonly em: { fork(): Unit };
  close(): Promise<unknown>;
}

/** Makes the application's ORM on the database that a URL names. */
export type OpenOrm<Orm, Unit extends TestUnit> = (clientUrl: string) => Promise<Orm & TestOrm<Unit>>;

/** A database of one test file's own, migrated and empty, with the application's ORM on it. */
export interface FileDatabase<Orm, Unit extends TestUnit> {
  readonly url: string;
  readonly orm: Orm;
  /** A unit of work of its own. */
  unit(): Unit;
  /** Stores `objects`, which may refer to those that were stored before. They belong to a unit that nothing else works in. */
  given(...objects: object[]): Promise<void>;
  /** What `sql` returns on a connection of its own, past the ORM. */
  rows<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
}

/** A test database and the way to end it. */
export interface OpenDatabase<Orm, Unit extends TestUnit> {
  readonly database: FileDatabase<Orm, Unit>;
  readonly close: () => Promise<void>;
}

/** Copies a template and opens an ORM on the copy. */
export async function openDatabase<Orm, Unit extends TestUnit>(
  template: DatabaseAddress,
  open: OpenOrm<Orm, Unit>,
): Promise<OpenDatabase<Orm, Unit>> {
  const copy = await cloneDatabase(template);
  const orm = await open(copy.url).catch(async (error: unknown) => {
    await copy.drop();
    throw error;
  });
  const given = orm.em.fork();
  const database: FileDatabase<Orm, Unit> = {
    url: copy.url,
    orm,
    unit: () => orm.em.fork(),
    given: async (...objects) => void (await given.persist(objects).flush()),
    rows: (sql, values = []) => rowsOf(copy.url, sql, values),
  };
  return { database, close: () => orm.close().then(() => copy.drop()) };
}

async function rowsOf<R extends pg.QueryResultRow>(
  connectionString: string,
  sql: string,
  values: unknown[],
): Promise<R[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
