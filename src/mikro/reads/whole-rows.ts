import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { loadedColumns } from '../merge/loaded-columns.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/** What a read of rows by their keys may be told: as `em.find`. */
export type ReadOptions = Data & { readonly filters?: unknown };

/** Reads the rows of `objects`, which are of one class and schema, with every column that is loaded into one of them. No filter hides a row unless `options` has filters. */
export async function wholeRows(
  em: EntityManager,
  objects: readonly object[],
  options: ReadOptions = {},
): Promise<Data[]> {
  const { __meta: meta, __schema: schema } = helper(objects[0] as object);
  const rows: unknown = await em.getDriver().find(
    meta.class,
    (await conditionFor(em, meta, objects, options)) as never,
    {
      schema,
      ...options,
      ctx: em.getTransactionContext(),
      em,
      filters: options.filters ?? false,
      populate: lazyColumns(meta, objects),
    } as never,
  );
  return rows as Data[];
}

/** `objects` by class and schema. */
export function byClass(objects: Iterable<object>): object[][] {
  const nameOf = (object: object) => `${helper(object).__meta.uniqueName} ${helper(object).__schema ?? ''}`;
  return [...Map.groupBy(objects, nameOf).values()];
}

async function conditionFor(
  em: EntityManager,
  meta: Meta,
  objects: readonly object[],
  { filters }: ReadOptions,
): Promise<Data> {
  const keys = {
    [Utils.getPrimaryKeyHash(meta.primaryKeys)]: { $in: objects.map(object => baseKeyOf(meta, object)) },
  };
  if (!filters) return keys;
  return (await em.applyFilters(
    meta.class as never,
    keys as never,
    filters as never,
    'read',
    {} as never,
  )) as Data;
}

/** The stored key, which the application may have changed in memory. */
function baseKeyOf(meta: Meta, object: object): unknown {
  const base = helper(object).__originalEntityData as Data;
  const key = Utils.flatten(meta.primaryKeys.map(name => base[name]) as unknown[][], true);
  return key.length === 1 ? key[0] : key;
}

function lazyColumns(meta: Meta, objects: readonly object[]): { field: string }[] {
  const lazy: string[] = meta.props.filter(prop => prop.lazy).map(({ name }) => name);
  if (lazy.length === 0) return [];
  const loaded = new Set(objects.flatMap(loadedColumns));
  return lazy.filter(name => loaded.has(name)).map(field => ({ field }));
}
