import { type EntityManager } from '@mikro-orm/postgresql';
import { past } from '../create/past-the-gate.ts';
import { type Meta } from '../parts/internals.ts';
import { driverOf } from '../upsert/upsert-call.ts';

/** What the collation of a column says of its texts. */
export interface Collation {
  readonly column: string;
  /** Whether texts are equal only when their bytes are. */
  readonly deterministic: boolean;
  /** Whether texts are in the order of their bytes. */
  readonly bytewise: boolean;
}

const known = new WeakMap<object, Map<string, Promise<readonly Collation[]>>>();

/** The collations of the columns of the table of `meta`, asked for once in each process. */
export function collationsOf(em: EntityManager, meta: Meta): Promise<readonly Collation[]> {
  const connection = em.getConnection('write');
  const tables = known.get(connection) ?? new Map<string, Promise<readonly Collation[]>>();
  known.set(connection, tables);
  const table = driverOf(em).getTableName(meta, { schema: em.schema });
  const collations =
    tables.get(table) ??
    connection.execute<Collation[]>(past(catalogue), [table], 'all', em.getTransactionContext());
  tables.set(table, collations);
  // What could not be asked is asked again.
  collations.catch(() => tables.delete(table));
  return collations;
}

const catalogue = `select a.attname::text as "column", c.collisdeterministic as "deterministic",
  case c.collprovider when 'd' then coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') else c.collprovider::text end = 'b'
    or case c.collprovider when 'd' then d.datcollate::text else c.collcollate::text end in ('C', 'POSIX')
    and case c.collprovider when 'd' then coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') else c.collprovider::text end = 'c' as "bytewise"
from pg_attribute a join pg_collation c on c.oid = a.attcollation join pg_database d on d.datname = current_database()
where a.attrelid = to_regclass(?) and a.attnum > 0`;
