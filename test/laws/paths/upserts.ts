import type { EntityData } from '../../../src/index.ts';
import type { Path } from '../path.ts';
import type { Row } from '../shapes/row.ts';
import type { StoredRow } from '../stored-row.ts';

export const upsertMerging: Path = {
  name: 'upsert that merges',
  sees: 'the row',
  flushes: 'before',
  writes: true,
  read: (em, row) => em.upsert(row.shape.type, dataOf(row), { onConflictMergeFields: ['note'] }),
};

export const upsertIgnoring: Path = {
  name: 'upsert that ignores',
  sees: 'nothing',
  flushes: 'before',
  read: (em, row) => em.upsert(row.shape.type, dataOf(row), { onConflictAction: 'ignore' }),
};

function dataOf({ keyData, shape, tag }: StoredRow): EntityData<Row> {
  return { ...keyData, ...shape.required, tag, label: tag, note: 'upserted' };
}
