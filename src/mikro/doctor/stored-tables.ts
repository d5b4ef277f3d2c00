import { type EntityManager } from '@mikro-orm/postgresql';
import { past } from '../create/past-the-gate.ts';
import { type Data } from '../parts/internals.ts';

/** A table as the catalogue has it. */
export interface StoredTable {
  readonly columns: readonly StoredColumn[];
  readonly references: readonly StoredReference[];
}

export interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

/** A foreign key. */
export interface StoredReference {
  readonly name: string;
  readonly columns: readonly string[];
  /** The schema and name of the table that it refers to. */
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  /** False when rows that were there before it may contradict it, or when it is not enforced at all. */
  readonly checked: boolean;
}

/** The tables that exist, by the name that was given. */
export async function storedTables(
  em: EntityManager,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredTable>> {
  const rows = await em.getConnection('write').execute<Data[]>(past(catalogue), [JSON.stringify(names)]);
  return new Map(
    rows.map(({ table, columns, references }) => [
      table,
      { columns: columns ?? [], references: references ?? [] },
    ]),
  );
}

const columnNames = (of: string, numbers: string) =>
  `(select json_agg(a.attname order by k.at) from unnest(c.${numbers}) with ordinality k(num, at)
    join pg_attribute a on a.attrelid = c.${of} and a.attnum = k.num)`;

const catalogue = `select given.name as "table",
  (select json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, null), 'notNull', a.attnotnull) order by a.attnum)
    from pg_attribute a where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped) as "columns",
  (select json_agg(json_build_object(
      'name', c.conname, 'columns', ${columnNames('conrelid', 'conkey')},
      'target', (select n.nspname || '.' || t.relname from pg_class t join pg_namespace n on n.oid = t.relnamespace
        where t.oid = c.confrelid),
      'targetColumns', ${columnNames('confrelid', 'confkey')},
      'onDelete', case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default'
        when 'r' then 'restrict' else 'no action' end,
      'checked', c.convalidated and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)) order by c.conname)
    from pg_constraint c where c.conrelid = r.oid and c.contype = 'f') as "references"
from json_array_elements_text(?::json) given(name)
join pg_class r on r.oid = to_regclass(given.name)`;
