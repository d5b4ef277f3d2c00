import {
  ChangeSet,
  ChangeSetType,
  type EntityManager,
  helper,
  type PostgreSqlDriver,
} from '@mikro-orm/postgresql';
import { type ConflictKind } from '../../errors/conflict-error.ts';
import { keyColumns, versionTable } from '../flush/base-of-change.ts';
import { run, tableOf } from '../flush/driver-access.ts';
import { RowBatch } from '../flush/row-batch.ts';
import { type Meta, type WriteOptions } from '../parts/internals.ts';

/**
 * Compares the versions that `objects` were loaded with, in one statement per table that has them:
 *
 *     select "v"."#", "t"."id" is null as "gone"
 *     from (values (0, 1::int, 3::int, false), …) as "v" ("#", "key id", "base version", "any version")
 *     left join "film" as "t" on "t"."id" = "v"."key id"
 *     where ("t"."id" is not null and "t"."version" is not distinct from "v"."base version") is not true
 */
export async function changedVersions(
  em: EntityManager,
  objects: readonly object[],
): Promise<Map<object, ConflictKind>> {
  const tables = Map.groupBy(objects, object => {
    const { __meta: meta, __schema: schema } = helper(object);
    return `${tableOfVersion(meta).uniqueName} ${schema ?? ''}`;
  });
  const changed = new Map<object, ConflictKind>();
  for (const alike of tables.values())
    for (const [number, gone] of await compare(em, alike))
      changed.set(alike[number] as object, gone ? 'deleted' : 'changed');
  return changed;
}

async function compare(em: EntityManager, objects: readonly object[]): Promise<[number, boolean][]> {
  const [{ __meta, __schema: schema }] = objects.map(object => helper(object)) as [ReturnType<typeof helper>];
  const meta = tableOfVersion(__meta);
  const driver = em.getDriver() as PostgreSqlDriver;
  const options = { ctx: em.getTransactionContext(), ...(schema && { schema }) } as WriteOptions;
  const answer = await run(driver, ...comparison(driver, { meta, objects, options }), options);
  return ((answer.rows ?? []) as Difference[]).map(({ '#': number, gone }) => [Number(number), gone]);
}

/** Classes of a hierarchy that share the table of the version are compared together. */
function tableOfVersion(meta: Meta): Meta {
  return meta.inheritanceType === 'tpt' ? versionTable(meta) : meta.root;
}

interface Difference {
  readonly '#': number | string;
  readonly gone: boolean;
}

interface Compared {
  readonly meta: Meta;
  readonly objects: readonly object[];
  readonly options: WriteOptions;
}

function comparison(
  driver: PostgreSqlDriver,
  { meta, objects, options }: Compared,
): [sql: string, params: unknown[]] {
  const batch = new RowBatch(
    driver,
    meta,
    objects.map(object => new ChangeSet(object, ChangeSetType.UPDATE, {}, helper(object).__meta)),
  );
  const { sql: values, params } = batch.values();
  const key = batch.t(keyColumns(meta)[0] as string);
  const sql =
    `select ${batch.v('#')}, ${key} is null as "gone" from ${values} ` +
    `left join ${tableOf(driver, meta, options)} as "t" on ${batch.keysMatch()} ` +
    `where (${key} is not null${batch.basesMatch('t')}) is not true`;
  return [sql, params];
}
