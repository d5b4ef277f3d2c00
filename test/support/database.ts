import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type EntityManager, type MikroORM } from '../../src/index.ts';
import { cloneDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { boxOfficeOn } from './box-office.ts';

/** A database of the test file's own, migrated and empty, with the box office's entities on it. */
export class BoxOfficeDatabase {
  #database: TestDatabase | undefined;
  #orm: MikroORM | undefined;

  get url(): string {
    return required(this.#database).url;
  }

  get orm(): MikroORM {
    return required(this.#orm);
  }

  /** A unit of work of its own. */
  em(): EntityManager {
    return this.orm.em.fork();
  }

  /** Stores `objects` in a unit that is then forgotten. */
  async given(...objects: object[]): Promise<void> {
    await this.em().persist(objects).flush();
  }

  /** What `sql` returns on a connection of its own. */
  async rows<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  async open(): Promise<void> {
    this.#database = await cloneDatabase(inject('template'));
    this.#orm = await boxOfficeOn(this.#database.url);
  }

  async close(): Promise<void> {
    await this.#orm?.close();
    await this.#database?.drop();
  }
}

/** Opens a database before the tests of a file and drops it after them. */
export function testDatabase(): BoxOfficeDatabase {
  const database = new BoxOfficeDatabase();
  beforeAll(() => database.open());
  afterAll(() => database.close());
  return database;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The database opens before the first test; use it inside a test.');
  return value;
}
