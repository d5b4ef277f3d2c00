import {
  ChangeSet,
  ChangeSetType,
  type EntityManager,
  helper,
  type LockMode,
  Utils,
} from '@mikro-orm/postgresql';
import { withBase } from '../flush/base-of-change.ts';
import { chunks } from '../flush/chunks.ts';
import { type MergeOptions } from '../merge/read-row.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { keyOrder } from './lock-in-key-order.ts';

/** How rows are read: what MikroORM's LockOptions say, with the mode. */
export interface ReadOptions extends Data {
  readonly lockMode?: LockMode;
  readonly schema?: string | undefined;
}

/** Rows of one table. */
export interface RowsOfTable {
  readonly meta: Meta;
  readonly schema: string | undefined;
  readonly rows: readonly Data[];
}

/** How many rows one statement asks for at most. */
const most = 10_000;

/**
 * Reads the rows of `objects` and merges them, with one statement per class, in the order of the classes' names and of the rows' keys.
 * Answers with the objects whose rows it read.
 */
export async function readRowsOf(
  em: EntityManager,
  objects: Iterable<object>,
  options: ReadOptions,
  merging: Partial<MergeOptions> = {},
): Promise<Set<object>> {
  const read = new Set<object>();
  for await (const { meta, schema, rows } of storedRowsOf(em, objects, options)) {
    const reading = { merge: true, convertCustomTypes: true, ...(schema && { schema }), ...merging };
    for (const row of rows) read.add(em.getEntityFactory().create(meta.class, row, reading));
  }
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
  return read;
}

/** The rows of `objects` as they are stored. */
export async function* storedRowsOf(
  em: EntityManager,
  objects: Iterable<object>,
  options: ReadOptions,
): AsyncIterable<RowsOfTable> {
  const tables = Map.groupBy(objects, object => {
    const { __meta: meta, __schema: schema } = helper(object);
    return `${tableMetaOf(meta).uniqueName} ${options.schema ?? schema ?? ''}`;
  });
  for (const name of [...tables.keys()].toSorted())
    for (const some of chunks(tables.get(name) ?? [], most)) yield readTable(em, some, options);
}

async function readTable(
  em: EntityManager,
  objects: readonly object[],
  options: ReadOptions,
): Promise<RowsOfTable> {
  const [{ __meta, __schema }] = objects.map(object => helper(object)) as [ReturnType<typeof helper>];
  const meta = tableMetaOf(__meta);
  const schema = options.schema ?? __schema;
  const where = { [Utils.getPrimaryKeyHash(meta.primaryKeys)]: { $in: objects.map(baseKeyOf) } };
  const rows: Data[] = await em.getDriver().find(meta.class, where, {
    ctx: em.getTransactionContext(),
    connectionType: 'write',
    ...options,
    ...(schema && { schema }),
    populate: loadedLazily(meta, objects).map(field => ({ field })),
    orderBy: keyOrder(meta),
  } as never);
  return { meta, schema, rows };
}

/** Where classes share a table, the class that has all of its rows. */
function tableMetaOf(meta: Meta): Meta {
  return meta.inheritanceType === 'tpt' ? meta : meta.root;
}

/** The key of the row that `object` was loaded from, whatever key it has by now. */
function baseKeyOf(object: object): unknown {
  const change = new ChangeSet(object, ChangeSetType.UPDATE, {}, helper(object).__meta);
  return withBase(change).getPrimaryKey();
}

/** The lazy properties that some of the objects have loaded: without them an object would be of two versions of its row. */
function loadedLazily(meta: Meta, objects: readonly object[]): string[] {
  const loaded = new Set(objects.flatMap(object => [...helper(object).__loadedProperties]));
  return meta.props.filter(prop => prop.lazy && loaded.has(prop.name)).map(prop => prop.name);
}
