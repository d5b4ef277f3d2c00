import {
  ChangeSet,
  ChangeSetType,
  type EntityManager,
  helper,
  type LockMode,
  Utils,
} from '@mikro-orm/postgresql';
import { withBase } from '../flush/base-of-change.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { keyOrder } from './lock-in-key-order.ts';

/** How rows are read: what MikroORM's LockOptions say, with the mode. */
export interface ReadOptions extends Data {
  readonly lockMode?: LockMode;
  readonly schema?: string | undefined;
}

/**
 * Reads the rows of `objects` and merges them, with one statement per class, in the order of the classes' names and of the rows' keys.
 * Answers with the objects whose rows it read.
 */
export async function readRowsOf(
  em: EntityManager,
  objects: Iterable<object>,
  options: ReadOptions,
): Promise<Set<object>> {
  const tables = Map.groupBy(objects, object => {
    const { __meta: meta, __schema: schema } = helper(object);
    return `${tableMetaOf(meta).uniqueName} ${options.schema ?? schema ?? ''}`;
  });
  const read = new Set<object>();
  for (const name of [...tables.keys()].toSorted())
    for (const object of await readTable(em, tables.get(name) ?? [], options)) read.add(object);
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
  return read;
}

async function readTable(
  em: EntityManager,
  objects: readonly object[],
  options: ReadOptions,
): Promise<object[]> {
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
  return rows.map(row =>
    em
      .getEntityFactory()
      .create(meta.class, row, { merge: true, convertCustomTypes: true, ...(schema && { schema }) }),
  );
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
