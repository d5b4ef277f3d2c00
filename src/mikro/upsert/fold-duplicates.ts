import { keyText } from './key-text.ts';
import { type RowToWrite } from './row-to-write.ts';
import { type UpsertCall } from './upsert-call.ts';

/**
 * One row for all that have the same key, in the order of their keys, so that callers who overlap wait for
 * each other instead of deadlocking.
 */
export function foldDuplicates({ em, meta }: UpsertCall, rows: readonly RowToWrite[]): readonly RowToWrite[] {
  const byKey = new Map<string, RowToWrite>();
  const others: RowToWrite[] = [];
  for (const row of rows) {
    const key = keyText(em.getPlatform(), meta, row);
    if (key === undefined) {
      others.push(row);
      continue;
    }
    const earlier = byKey.get(key);
    byKey.set(key, earlier ? fold(earlier, row) : row);
  }
  const inOrder = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  return [...inOrder, ...others];
}

/** What the later row would do to the row that the earlier one left. */
function fold(earlier: RowToWrite, later: RowToWrite): RowToWrite {
  const changed = Object.fromEntries(later.merged.map(name => [name, later.columns[name]]));
  return {
    ...earlier,
    columns: { ...earlier.columns, ...changed },
    merged: [...new Set([...earlier.merged, ...later.merged])],
    changes: earlier.changes || later.changes,
    version: earlier.version ?? later.version,
    members: { ...earlier.members, ...later.members },
    drafts: [...earlier.drafts, ...later.drafts],
  };
}
