import { type EntityManager, type MikroORM } from '../../../src/index.ts';
import { recordStatements } from '../../../src/testing/index.ts';
import { type FileDatabase } from '../../../src/testing/vitest/index.ts';
import { Author } from './tables.ts';

/** What tests of upserts ask of the database: authors that are stored, and what is stored of them. */
export interface Authors {
  /** Stores an author of whom no unit has loaded anything. */
  author(changes?: Partial<Author>): Promise<Author>;
  /** The columns of a row, and where it is; undefined when there is none. */
  stored(table: string, where: string): Promise<Record<string, unknown> | undefined>;
  /** How many statements `work` sends. */
  sentBy(work: () => Promise<unknown>): Promise<number>;
}

let given = 0;

/** An address that nobody has. */
export function email(): string {
  return `author-${given++}@example.com`;
}

export function authorsIn(db: FileDatabase<MikroORM, EntityManager>): Authors {
  return {
    async author(changes = {}) {
      const row = Object.assign(new Author(changes.email ?? email()), changes);
      await db.given(row);
      return row;
    },
    async stored(table, where) {
      const rows: readonly object[] = await db.rows(`select ctid, xmin, * from ${table} where ${where}`);
      return rows[0] as Record<string, unknown> | undefined;
    },
    async sentBy(work) {
      return (await recordStatements(db.orm, work)).statements.length;
    },
  };
}
