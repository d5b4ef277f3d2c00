import { type EntityManager, type Reference } from '@mikro-orm/postgresql';
import { missedRow } from '../mikro/computed/missed-row.ts';
import { rowUpdate } from '../mikro/computed/row-update.ts';
import { takeRow } from '../mikro/computed/take-row.ts';
import { flushEdits, writeRow } from '../mikro/computed/write-row.ts';
import { type Changes, type UpdateRowOptions } from './changes.ts';

/** `em.updateRow`: changes one row by one statement, and makes its object what the row is then. */
export async function updateRow<E extends object>(
  em: EntityManager,
  object: E | Reference<E>,
  changes: Changes<E>,
  { onlyIf }: UpdateRowOptions<E> = {},
): Promise<boolean> {
  const update = rowUpdate(em, object, changes, onlyIf);
  await flushEdits(em, update);

  const row = await writeRow(em, update);
  if (row) await takeRow(em, update, row);
  else await missedRow(em, update, changes);
  return row !== undefined;
}
