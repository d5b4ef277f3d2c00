import { type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data, type Meta, type WriteOptions } from '../parts/internals.ts';
import { ownVersionOf } from './base-of-change.ts';
import { run, tableOf } from './driver-access.ts';
import { RowBatch } from './row-batch.ts';

/**
 * Updates the rows of several changes in one statement, each only while it is as its object was loaded:
 *
 *     update "film" as "t" set "title" = "v"."title", "version" = coalesce("t"."version", 0) + 1
 *     from (values (0, 1::int, 1::int, 'Alien'::varchar), …) as "v" ("#", "key id", "base version", "title")
 *     where "t"."id" = "v"."key id" and "t"."version" is not distinct from "v"."base version" returning …
 *
 * Returns what the database computed, by the number of the change.
 */
export async function updateRows(
  driver: PostgreSqlDriver,
  meta: Meta,
  changeSets: readonly ChangeSet[],
  options: WriteOptions,
): Promise<Map<number, Data>> {
  const batch = new RowBatch(driver, meta, changeSets, ({ payload }) => payload);
  const { sql: values, params } = batch.values();
  const computed = computedColumns(meta).map(name => `, ${batch.t(name)}`);
  const sql =
    `update ${tableOf(driver, meta, options)} as "t" set ${assignments(batch, meta)} from ${values} ` +
    `where ${batch.matching()} returning ${batch.v('#')}${computed.join('')}`;
  return batch.answered(await run(driver, sql, params, options));
}

function assignments(batch: RowBatch, meta: Meta): string {
  const assigned = [...batch.written].map(([name, everywhere]) => {
    const value = everywhere
      ? batch.v(name)
      : `case when ${batch.v(`sets ${name}`)} then ${batch.v(name)} else ${batch.t(name)} end`;
    return `${batch.quote(name)} = ${value}`;
  });
  const version = ownVersionOf(meta)?.column;
  if (version) assigned.push(`${batch.quote(version)} = coalesce(${batch.t(version)}, 0) + 1`);
  return assigned.join(', ');
}

/** The version and the generated columns. */
export function computedColumns(meta: Meta): string[] {
  const version = ownVersionOf(meta)?.column;
  const own = meta.inheritanceType === 'tpt' ? (meta.ownProps ?? meta.props) : meta.props;
  const generated = own.filter(prop => prop.generated && !prop.primary && prop.persist !== false);
  return [...(version ? [version] : []), ...generated.flatMap(prop => prop.fieldNames)];
}
