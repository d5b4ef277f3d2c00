import { type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { driverOf } from '../upsert/upsert-call.ts';
import { past } from './past-the-gate.ts';

/** A unique index as the catalogue has it. */
export interface UniqueIndex {
  readonly name: string;
  readonly primary: boolean;
  readonly valid: boolean;
  /** False for that of a deferrable constraint. */
  readonly immediate: boolean;
  readonly nullsDistinct: boolean;
  /** Whether it takes the same values for equal as its columns do. */
  readonly collated: boolean;
  /** What it is on: column names where they are columns, and the SQL of each. */
  readonly parts: readonly { readonly column: string | null; readonly sql: string }[];
  /** The columns that its parts are made of. */
  readonly columns: readonly string[];
  /** The condition that its rows meet. */
  readonly predicate: string | null;
  readonly predicateColumns: readonly string[];
  /** Those of its columns in which texts that differ may be equal. */
  readonly folded: readonly string[];
  /** Its statement, as PostgreSQL shows it. */
  readonly definition: string;
  /** As SQL names it. */
  readonly quoted: string;
  /** What drops it: it may be that of a constraint. */
  readonly drop: string;
}

const known = new WeakMap<object, Map<string, Promise<readonly UniqueIndex[]>>>();

/** The unique indexes of the table of `meta`, asked for once in each process. */
export function uniqueIndexesOf(em: EntityManager, meta: Meta): Promise<readonly UniqueIndex[]> {
  const connection = em.getConnection('write');
  const tables = known.get(connection) ?? new Map<string, Promise<readonly UniqueIndex[]>>();
  known.set(connection, tables);
  const table = tableName(em, meta);
  const indexes = tables.get(table) ?? read(em, table);
  tables.set(table, indexes);
  // What could not be asked is asked again.
  indexes.catch(() => tables.delete(table));
  return indexes;
}

/** Forgets what the catalogue said, when the database says otherwise. */
export function forgetIndexes(em: EntityManager, meta: Meta): void {
  known.get(em.getConnection('write'))?.delete(tableName(em, meta));
}

function tableName(em: EntityManager, meta: Meta): string {
  return driverOf(em).getTableName(meta, { schema: em.schema });
}

async function read(em: EntityManager, table: string): Promise<readonly UniqueIndex[]> {
  return readUniqueIndexes(em, table, em.getTransactionContext());
}

/** The unique indexes that the table has now. */
export async function readUniqueIndexes(
  em: EntityManager,
  table: string,
  ctx?: Transaction,
): Promise<readonly UniqueIndex[]> {
  const rows = await em.getConnection('write').execute<Data[]>(past(catalogue), [table], 'all', ctx);
  return rows.map(row => row as UniqueIndex);
}

// The columns that an expression or a condition names are in the tree that the catalogue keeps of it.
const named = (tree: string) => `array(
    select a.attname::text from pg_attribute a
    where a.attrelid = i.indrelid and a.attnum::text in
      (select m[1] from regexp_matches(i.${tree}::text, ':varattno (\\d+)', 'g') m)
    order by a.attnum)`;

const catalogue = `select c.relname as "name", i.indisprimary as "primary", i.indisvalid and i.indisready as "valid",
  i.indimmediate as "immediate", not coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as "nullsDistinct",
  not exists (
    select from unnest(i.indkey::int2[], i.indcollation::oid[]) k(attnum, coll)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and a.attcollation <> k.coll
    join pg_collation l on l.oid in (k.coll, a.attcollation)
    where not l.collisdeterministic) as "collated",
  (select json_agg(json_build_object('column', a.attname, 'sql', pg_get_indexdef(i.indexrelid, n, true)) order by n)
    from generate_series(1, i.indnkeyatts) n
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] and a.attnum <> 0) as "parts",
  array(select a.attname::text from generate_series(1, i.indnkeyatts) n
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] and a.attnum <> 0 order by n)
    || ${named('indexprs')} as "columns",
  pg_get_expr(i.indpred, i.indrelid, true) as "predicate", ${named('indpred')} as "predicateColumns",
  array(select a.attname::text from unnest(i.indkey::int2[]) k(attnum)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    join pg_collation l on l.oid = a.attcollation and not l.collisdeterministic) as "folded",
  pg_get_indexdef(i.indexrelid) as "definition",
  i.indexrelid::regclass::text as "quoted",
  case when exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
    then format('alter table %s drop constraint %I', i.indrelid::regclass, c.relname)
    else format('drop index %s', i.indexrelid::regclass) end as "drop"
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = to_regclass(?) and i.indisunique
order by i.indisprimary desc, i.indpred is not null, i.indexprs is not null, c.relname`;
