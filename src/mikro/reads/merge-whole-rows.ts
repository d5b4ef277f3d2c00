import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type MergeOptions } from '../merge/read-row.ts';
import { type Data } from '../parts/internals.ts';
import { byClass, type ReadOptions, wholeRows } from './whole-rows.ts';

/** Reads the rows of loaded objects again, in one query per class, and merges them. Returns the objects whose rows there are. */
export async function mergeWholeRows(
  em: EntityManager,
  objects: Iterable<object>,
  options?: ReadOptions,
  merging?: Partial<MergeOptions>,
): Promise<Set<object>> {
  const found = new Set<object>();
  for (const alike of byClass(objects)) {
    const rows = await wholeRows(em, alike, options);
    for (const row of rows) found.add(mergeWholeRow(em, alike[0] as object, row, merging));
  }
  return found;
}

function mergeWholeRow(
  em: EntityManager,
  likeObject: object,
  row: Data,
  merging?: Partial<MergeOptions>,
): object {
  const { __meta: meta, __schema: schema } = helper(likeObject);
  const options = { merge: true, convertCustomTypes: true, schema, ...merging } as MergeOptions;
  return em.getEntityFactory().create(meta.class, row as never, options as never) as object;
}
