import { isRaw, type PostgreSqlDriver, raw } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data, type WriteOptions } from '../parts/internals.ts';
import { baseConditionOf, expectationsOf, ownVersionOf } from './base-of-change.ts';
import { runBuilder, writingBuilder } from './driver-access.ts';
import { computedColumns } from './update-rows.ts';

/**
 * Updates the row of one change, only while it is as its object was loaded. The payload may have fragments of SQL.
 * Returns what the database computed, or undefined when the row was changed or deleted.
 */
export async function updateRow(
  driver: PostgreSqlDriver,
  changeSet: ChangeSet,
  options: WriteOptions,
): Promise<Data | undefined> {
  const { meta } = changeSet;
  const payload = { ...changeSet.payload };
  const expected = expectationsOf(changeSet);
  const version = ownVersionOf(meta)?.name;
  // A row from before it had versions; MikroORM would add one to NULL.
  if (version && expected[version] === null) payload[version] = raw('1');

  const fragments = Object.keys(payload).filter(name => isRaw(payload[name]) && name !== version);
  const returned = [
    ...computedColumns(meta),
    ...fragments.flatMap(name => meta.properties[name]?.fieldNames ?? []),
  ];
  const builder = writingBuilder(driver, meta, options);
  builder
    .update(payload)
    .where({ ...baseConditionOf(changeSet), ...expected })
    .returning(returned as never);
  const { row, affectedRows } = await runBuilder(driver, builder);
  return affectedRows === 0 ? undefined : (row ?? {});
}
