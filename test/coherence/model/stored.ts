import { type EntityManager } from '../../../src/index.ts';

/** A row by its columns. */
export type Stored = Readonly<Record<string, unknown>>;

/** All that is stored, and what the live sets are by SQL. */
export interface Truth {
  readonly tables: Readonly<Record<Table, readonly Stored[]>>;
  readonly sets: Readonly<Record<SetName, readonly number[]>>;
}

const tables = ['shelf', 'book', 'note', 'cover', 'tag', 'reader', 'loan', 'book_tags'] as const;
export type Table = (typeof tables)[number];

/** What `liveSets` asks for, as SQL. */
const sets = {
  homeless: 'select id from book where shelf_id is null order by price desc nulls first, id',
  dear: 'select id from book where price >= 3 and shelf_id = 1 order by price, id',
  odd: `select id from book where not (title = 'red') or price in (1, 5) order by id`,
  noted: 'select id from note where book_id in (1, 2) order by id desc',
} as const;
export type SetName = keyof typeof sets;

/** Reads it in the transaction that `em` has open, in one statement. */
export async function truth(em: EntityManager): Promise<Truth> {
  const [row] = await em
    .getConnection()
    .execute<{ truth: Truth }[]>(statement, [], 'all', em.getTransactionContext());
  return row!.truth;
}

const statement = `select json_build_object(
  'tables', json_build_object(${tables.map(name => `'${name}', ${list(`select * from "${name}"`)}`).join(', ')}),
  'sets', json_build_object(${Object.entries(sets)
    .map(([name, query]) => `'${name}', ${ids(query)}`)
    .join(', ')})
) as truth`;

function list(query: string): string {
  return `coalesce((select json_agg(t) from (${query}) t), '[]')`;
}

function ids(query: string): string {
  return `coalesce((select json_agg(t.id) from (${query}) t), '[]')`;
}
