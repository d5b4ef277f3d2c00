import type { Client } from 'pg';
import type { Catalog, TableFacts } from './catalog.ts';
import { parentsFirst } from './table-order.ts';

/** The rows of every table at one time, kept in temporary tables of the control connection. */
export interface Snapshot {
  readonly copies: ReadonlyMap<TableFacts, string>;
  /** Statements that set each sequence back, by the sequence. */
  readonly sequences: readonly string[];
}

/** Keeps what is stored now. */
export async function takeSnapshot(control: Client, catalog: Catalog, label: string): Promise<Snapshot> {
  const filled = await filledTables(control, catalog);
  const copies = new Map(filled.map((table, index) => [table, `pg_temp.selfsame_${label}_${index}`]));
  const create = [...copies].map(
    ([{ quoted }, copy]) => `create temp table ${copy.replace('pg_temp.', '')} as table ${quoted}`,
  );
  if (create.length > 0) await control.query(create.join(';'));
  return { copies, sequences: await sequenceStates(control, catalog) };
}

async function filledTables(control: Client, catalog: Catalog): Promise<TableFacts[]> {
  const tables = catalog.restorable;
  if (tables.length === 0) return [];
  const filled = tables.map(({ quoted }) => `exists (select from ${quoted})`).join(', ');
  const { rows } = await control.query<{ filled: boolean[] }>(`select array[${filled}] as filled`);
  return tables.filter((_, index) => rows[0]?.filled[index]);
}

async function sequenceStates(control: Client, { sequences }: Catalog): Promise<string[]> {
  if (sequences.length === 0) return [];
  const states = sequences.map(
    name => `select '${name.replaceAll("'", "''")}' as name, last_value, is_called from ${name}`,
  );
  const { rows } = await control.query<{ name: string; last_value: string; is_called: boolean }>(
    states.join(' union all '),
  );
  return rows.map(
    row => `select setval('${row.name.replaceAll("'", "''")}', ${row.last_value}, ${row.is_called})`,
  );
}

/** Makes `dirty` what they were, in one round trip. Other tables are not touched. */
export async function restore(
  control: Client,
  catalog: Catalog,
  snapshot: Snapshot,
  dirty: ReadonlySet<TableFacts>,
): Promise<void> {
  if (dirty.size === 0) return;
  const statements = catalog.superuser ? unchecked(snapshot, [...dirty]) : checked(catalog, snapshot, dirty);
  await control.query(['begin', ...statements, ...snapshot.sequences, 'commit'].join(';'));
}

// As a replica, the server checks no reference and fires no trigger.
function unchecked(snapshot: Snapshot, dirty: readonly TableFacts[]): string[] {
  return [
    'set local session_replication_role = replica',
    ...dirty.flatMap(table => [empty(table), ...refill(snapshot, table)]),
  ];
}

/** A role that is no superuser has to delete and insert in the order of the references, in all tables that they reach. */
function checked(catalog: Catalog, snapshot: Snapshot, dirty: ReadonlySet<TableFacts>): string[] {
  const ordered = parentsFirst(catalog, dirty);
  return [...ordered.toReversed().map(empty), ...ordered.flatMap(table => refill(snapshot, table))];
}

function empty({ quoted }: TableFacts): string {
  return `delete from ${quoted}`;
}

function refill({ copies }: Snapshot, table: TableFacts): string[] {
  const copy = copies.get(table);
  if (copy === undefined) return [];
  const columns = table.writable.map(column => `"${column.replaceAll('"', '""')}"`).join(', ');
  return [`insert into ${table.quoted} (${columns}) overriding system value select ${columns} from ${copy}`];
}
