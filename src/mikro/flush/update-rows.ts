import { isRaw, type PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data, type Meta, type WriteOptions } from '../parts/internals.ts';
import { ownVersionOf } from './base-of-change.ts';
import { type Computed } from './computed-alike.ts';
import { run, tableOf } from './driver-access.ts';
import { RowBatch } from './row-batch.ts';

/**
 * Updates the rows of several changes in one statement, each only while it is as its object was loaded:
 *
 *     update "film" as "t" set "title" = "v"."title", "version" = coalesce("t"."version", 0) + 1
 *     from (values (0, 1::int, 1::int, 'Alien'::varchar), …) as "v" ("#", "key id", "base version", "title")
 *     where "t"."id" = "v"."key id" and "t"."version" is not distinct from "v"."base version" returning …
 *
 * What the database computes of all of them alike stands in the place of a value: "likes" = "t"."likes" + 1.
 * Returns what the database computed, by the number of the change.
 */
export async function updateRows(
  driver: PostgreSqlDriver,
  { meta, changeSets, computed }: RowUpdates,
  options: WriteOptions,
): Promise<Map<number, Data>> {
  const batch = new RowBatch(driver, meta, changeSets, ({ payload }) => valuesIn(payload as Data));
  const { sql: values, params } = batch.values();
  const returned = [...computedColumns(meta), ...computed.keys()].map(name => `, ${batch.t(name)}`);
  const sql =
    `update ${tableOf(driver, meta, options)} as "t" set ${assignments(batch, meta, computed)} from ${values} ` +
    `where ${batch.matching()} returning ${batch.v('#')}${returned.join('')}`;
  const before = [...computed.values()].flatMap(fragment => fragment.params);
  return batch.answered(await run(driver, sql, [...before, ...params], options));
}

/** Changes of rows of one table. */
interface RowUpdates {
  readonly meta: Meta;
  readonly changeSets: readonly ChangeSet[];
  readonly computed: Computed;
}

function valuesIn(payload: Data): Data {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => !isRaw(value)));
}

function assignments(batch: RowBatch, meta: Meta, computed: Computed): string {
  const expressions = [...computed].map(([name, { sql }]) => `${batch.quote(name)} = ${sql}`);
  const assigned = [...batch.written].map(([name, everywhere]) => {
    const value = everywhere
      ? batch.v(name)
      : `case when ${batch.v(`sets ${name}`)} then ${batch.v(name)} else ${batch.t(name)} end`;
    return `${batch.quote(name)} = ${value}`;
  });
  const version = ownVersionOf(meta)?.column;
  if (version) assigned.push(`${batch.quote(version)} = coalesce(${batch.t(version)}, 0) + 1`);
  return [...expressions, ...assigned].join(', ');
}

/** The version and the generated columns. */
export function computedColumns(meta: Meta): string[] {
  const version = ownVersionOf(meta)?.column;
  const own = meta.inheritanceType === 'tpt' ? (meta.ownProps ?? meta.props) : meta.props;
  const generated = own.filter(prop => prop.generated && !prop.primary && prop.persist !== false);
  return [...(version ? [version] : []), ...generated.flatMap(prop => prop.fieldNames)];
}
