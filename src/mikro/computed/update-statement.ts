import {
  ChangeSet,
  ChangeSetType,
  type EntityManager,
  helper,
  type PostgreSqlDriver,
  QueryFlag,
  QueryHelper,
  raw,
} from '@mikro-orm/postgresql';
import { ForeignGuardError } from '../../errors/expression-errors.ts';
import { baseConditionOf, expectationsOf } from '../flush/base-of-change.ts';
import { runBuilder, writingBuilder } from '../flush/driver-access.ts';
import { managerOptions } from '../flush/manager-options.ts';
import { loadedColumns } from '../merge/loaded-columns.ts';
import { type Data, type Meta, type WriteOptions } from '../parts/internals.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { returnedColumns } from '../upsert/returned-columns.ts';
import { columnsIn, type Payload } from './payload.ts';

/** One change of one row. */
export interface RowUpdate {
  readonly object: object;
  readonly meta: Meta;
  readonly payload: Payload;
  /** What the row must be; undefined when it may be anything. */
  readonly guard: object | undefined;
  /** Whether the row must have the version that its object was loaded with. */
  readonly checksBase: boolean;
  /** Whether it has SQL of the application in it. */
  readonly hasForeignSql: boolean;
}

type Builder = ReturnType<typeof writingBuilder>;

/**
 * Updates the row, and returns what it is then, or undefined when it is not there or not as it must be:
 *
 *     update "show" set "seats_left" = "seats_left" - 2, "version" = coalesce("version", 0) + 1
 *     where "id" = 1 and "seats_left" >= 2 returning "show"."id", …
 */
export async function updateStatement(
  em: EntityManager,
  update: RowUpdate,
  ctx: WriteOptions['ctx'],
): Promise<Data | undefined> {
  const { object, meta, payload } = update;
  const { __schema: schema } = helper(object);
  const options = { ...managerOptions(em), ctx, ...(schema && { schema }) } as WriteOptions;
  const driver = em.getDriver() as PostgreSqlDriver;
  const written = new Set([...columnsIn(meta, payload), ...lazyColumns(object, meta)]);
  const builder = built(em, writingBuilder(driver, meta, options), update);
  builder.returning([raw(returnedColumns({ em, meta, options }, meta, written))] as never);
  const { row, affectedRows } = await runBuilder(driver, builder);
  return affectedRows === 0 ? undefined : row;
}

/** Refuses a guard that needs other tables, before anything is sent. */
export function requireOwnGuard(em: EntityManager, update: RowUpdate): void {
  built(em, writingBuilder(em.getDriver() as PostgreSqlDriver, update.meta, managerOptions(em)), update);
}

function built(em: EntityManager, builder: Builder, update: RowUpdate): Builder {
  const { meta, guard } = update;
  builder
    .setFlag(QueryFlag.CONVERT_CUSTOM_TYPES)
    .update({ ...setByUpdates(em, update), ...update.payload.assigned, ...nextVersion(meta) });
  builder.unsetFlag(QueryFlag.CONVERT_CUSTOM_TYPES).where({
    ...baseConditionOf(changeSetOf(update)),
    ...(update.checksBase && expectationsOf(changeSetOf(update))),
  });
  if (guard === undefined) return builder;
  builder.andWhere(
    QueryHelper.processWhere({
      where: guard,
      entityName: meta.class,
      metadata: em.getMetadata(),
      platform: em.getPlatform(),
      convertCustomTypes: true,
    } as never) as never,
  );
  if (builder.hasFlag(QueryFlag.UPDATE_SUB_QUERY)) throw new ForeignGuardError(meta.className);
  return builder;
}

/** The row that the object was loaded from, as a change of it. */
export function changeSetOf({ object, meta }: RowUpdate): ChangeSet<any> {
  return new ChangeSet<any>(object, ChangeSetType.UPDATE, {}, meta);
}

/** What the entity says that every update sets. */
function setByUpdates(em: EntityManager, { object, meta }: RowUpdate): Data {
  const props = meta.props.filter(prop => prop.onUpdate && !prop.embedded && prop.persist !== false);
  return Object.fromEntries(props.map(prop => [prop.name, prop.onUpdate?.(object as never, em)]));
}

function nextVersion(meta: Meta): Data {
  const version = versionPropertyOf(meta);
  return version ? { [version.name]: raw('coalesce(??, 0) + 1', version.fieldNames) } : {};
}

/** Without the lazy columns that are loaded the object would be of two versions of its row. */
function lazyColumns(object: object, meta: Meta): string[] {
  const loaded = new Set(loadedColumns(object));
  return meta.props.filter(({ lazy, name }) => lazy && loaded.has(name)).flatMap(prop => prop.fieldNames);
}
