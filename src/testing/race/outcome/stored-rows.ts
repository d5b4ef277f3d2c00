import type { Client } from 'pg';
import type { TableFacts } from '../database/catalog.ts';

/** The rows of a table, each as plain data. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** What is stored in `tables` now. */
export async function storedRows(
  control: Client,
  tables: readonly TableFacts[],
): Promise<Map<TableFacts, Rows>> {
  if (tables.length === 0) return new Map();
  const columns = tables.map(({ quoted }) => `(select coalesce(json_agg(t), '[]') from ${quoted} t)`);
  const { rows } = await control.query<{ stored: Rows[] }>(
    `select json_build_array(${columns.join(', ')}) as stored`,
  );
  return new Map(tables.map((table, index) => [table, rows[0]?.stored[index] ?? []]));
}
