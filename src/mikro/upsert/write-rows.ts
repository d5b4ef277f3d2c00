import { UpsertUnsettledError } from '../../errors/upsert-errors.ts';
import { type Data } from '../parts/internals.ts';
import { readBack } from './read-back.ts';
import { type RowToWrite } from './row-to-write.ts';
import { type UpsertCall } from './upsert-call.ts';
import { type Batch, IS_NEW, upsertStatement } from './upsert-statement.ts';

/** A row as it is stored after an upsert, and whether the upsert wrote it. */
export interface StoredRow {
  readonly row: Data;
  readonly written: boolean;
  /** Whether it was not there before; known only where somebody listens. */
  readonly isNew: boolean;
}

const attempts = 5;

/** Inserts or updates rows of one table, and reads those that it did not have to write. */
export async function writeRows(
  call: UpsertCall,
  rows: readonly RowToWrite[],
): Promise<Map<RowToWrite, StoredRow>> {
  const stored = new Map<RowToWrite, StoredRow>();
  let open = rows;
  for (let attempt = 0; open.length > 0; attempt++) {
    if (attempt === attempts) throw new UpsertUnsettledError(call.meta.className, attempts);
    for (const batch of batchesOf(call, open)) await writeBatch(call, batch, stored);
    // What is still open met a row that was deleted before it could be read: it is free to be inserted now.
    open = open.filter(row => !stored.has(row));
  }
  return stored;
}

async function writeBatch(call: UpsertCall, batch: Batch, stored: Map<RowToWrite, StoredRow>): Promise<void> {
  const returned = await upsertStatement(call, batch);
  if (returned.length === batch.length) {
    batch.forEach((row, index) => {
      const { [IS_NEW]: isNew = false, ...columns } = returned[index] as Data;
      stored.set(row, { row: columns, written: true, isNew });
    });
    return;
  }
  for (const [row, found] of await readBack(call, batch))
    stored.set(row, { row: found, written: false, isNew: false });
}

/** The rows in as few statements as there are kinds of them. */
export function batchesOf({ em, options }: UpsertCall, rows: readonly RowToWrite[]): readonly Batch[] {
  const size = options.batchSize ?? em.config.get('batchSize');
  const kinds = Map.groupBy(rows, kindOf);
  return [...kinds.values()].flatMap(kind => chunks(kind, size));
}

/** Rows whose key has a NULL never conflict, so that none of them has to be found again. */
function kindOf({ columns, merged, target, version }: RowToWrite): string {
  const nulls = target.columns?.map(name => columns[name] == null);
  return JSON.stringify([
    target.sql,
    Object.keys(columns).sort(),
    [...merged].sort(),
    version === undefined,
    nulls,
  ]);
}

function chunks(rows: readonly RowToWrite[], size: number): readonly Batch[] {
  const starts = Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => index * size);
  return starts.map(start => rows.slice(start, start + size) as unknown as Batch);
}
