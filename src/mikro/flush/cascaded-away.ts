import { type Meta } from '../parts/internals.ts';

/** Whether the rows of `meta` may have gone with deleted rows of `classes`, by ON DELETE CASCADE. */
export function mayHaveCascaded(meta: Meta, classes: ReadonlySet<object>, seen = new Set<Meta>()): boolean {
  if (seen.has(meta.root)) return false;
  seen.add(meta.root);
  return meta.root.relations.some(({ deleteRule, targetMeta }) => {
    if (deleteRule !== 'cascade' || !targetMeta) return false;
    return classes.has(targetMeta.root.class) || mayHaveCascaded(targetMeta, classes, seen);
  });
}
