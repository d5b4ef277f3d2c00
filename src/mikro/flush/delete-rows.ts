import { type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type ChangeSet, type Meta, type WriteOptions } from '../parts/internals.ts';
import { baseConditionOf, expectationsOf, keyColumns, versionTable } from './base-of-change.ts';
import { run, runBuilder, tableOf, writingBuilder } from './driver-access.ts';
import { RowBatch } from './row-batch.ts';

/**
 * Deletes the rows of several changes in one statement, each only while it is as its object was loaded:
 *
 *     delete from "film" as "t" using (values (0, 1::int, 1::int), …) as "v" ("#", "key id", "base version")
 *     where "t"."id" = "v"."key id" and "t"."version" is not distinct from "v"."base version" returning "v"."#"
 *
 * Returns the numbers of the changes whose rows were deleted.
 */
export async function deleteRows(
  driver: PostgreSqlDriver,
  meta: Meta,
  changeSets: readonly ChangeSet[],
  options: WriteOptions,
): Promise<ReadonlySet<number>> {
  const [only] = changeSets;
  const checked = versionTable(meta);
  if (only && changeSets.length === 1 && checked === meta.root) return deleteRow(driver, only, options);

  const batch = new RowBatch(driver, checked, changeSets);
  const { sql: values, params } = batch.values();
  const sql =
    `delete from ${tableOf(driver, meta.root, options)} as "t" using ${values} where ${batch.keysMatch()}` +
    `${checked === meta.root ? batch.basesMatch('t') : baseMatchesIn(batch, checked, tableOf(driver, checked, options))} ` +
    `returning ${batch.v('#')}`;
  return new Set(batch.answered(await run(driver, sql, params, options)).keys());
}

/** A newer version in another table of the hierarchy is waited for, which a mere look at it would not do. */
function baseMatchesIn(batch: RowBatch, meta: Meta, table: string): string {
  const same = keyColumns(meta).map(name => `${batch.t(name)} = "c".${batch.quote(name)}`);
  return ` and exists (select 1 from ${table} as "c" where ${same.join(' and ')}${batch.basesMatch('c')} for update)`;
}

async function deleteRow(
  driver: PostgreSqlDriver,
  changeSet: ChangeSet,
  options: WriteOptions,
): Promise<ReadonlySet<number>> {
  const { root } = changeSet.meta;
  const builder = writingBuilder(driver, root, options);
  builder.delete({ ...baseConditionOf(changeSet), ...expectationsOf(changeSet, root) });
  const { affectedRows } = await runBuilder(driver, builder);
  return new Set(affectedRows === 0 ? [] : [0]);
}
