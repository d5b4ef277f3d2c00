import { keyColumns } from '../flush/base-of-change.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { primaryTarget } from './conflict-target.ts';
import { type RowToWrite } from './row-to-write.ts';
import { tableProps, type UpsertCall } from './upsert-call.ts';
import { type StoredRow, writeRows } from './write-rows.ts';

/** Writes rows of a class whose tables are joined: that of the root by the key of the upsert, the others by its primary key. */
export async function writeJoinedRows(
  call: UpsertCall,
  rows: readonly RowToWrite[],
): Promise<Map<RowToWrite, StoredRow>> {
  const whole = new Map<RowToWrite, StoredRow>();
  for (const meta of tablesOf(call.meta)) {
    const level = { ...call, meta };
    const parts = new Map(rows.map(row => [partOf(level, row, whole.get(row)), row]));
    for (const [part, stored] of await writeRows(level, [...parts.keys()])) {
      const row = parts.get(part) as RowToWrite;
      const above = whole.get(row);
      whole.set(row, {
        row: { ...above?.row, ...stored.row },
        written: stored.written || above?.written === true,
        isNew: above?.isNew ?? stored.isNew,
      });
    }
  }
  return whole;
}

/** The classes of the tables, the root's first. */
function tablesOf(meta: Meta): readonly Meta[] {
  return meta.tptParent ? [...tablesOf(meta.tptParent), meta] : [meta];
}

/** What of a row is in the table of one class. */
function partOf(call: UpsertCall, row: RowToWrite, above: StoredRow | undefined): RowToWrite {
  const own = new Set(tableProps(call.meta).flatMap(prop => prop.fieldNames ?? []));
  const columns: Data = {};
  for (const name of Object.keys(row.columns)) if (own.has(name)) columns[name] = row.columns[name];
  if (above) for (const name of keyColumns(call.meta)) columns[name] = above.row[name];
  const merged = row.merged.filter(name => own.has(name));
  return {
    ...row,
    columns,
    merged,
    target: above ? primaryTarget(call) : row.target,
    version: above ? undefined : row.version,
  };
}
