import { type Collection, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { stateOfObject } from '../state/unit-state.ts';
import { relatedBy } from './collection-of.ts';

/** What the application has done to a collection since it was loaded, to be done again when it was read. */
export function pendingIn(collection: Collection<object>): () => void {
  if (!collection.isDirty()) return () => undefined;
  const loaded: readonly object[] | undefined = collection.getSnapshot();
  const items = collection.getItems(false);
  if (!loaded) return () => replace(collection, items);
  const [before, now] = [new Set(loaded), new Set(items)];
  return () => {
    for (const item of before.difference(now))
      if (!isBack(collection, item)) collection.removeWithoutPropagation(item as never);
    for (const item of now.difference(before))
      if (!hasLeft(collection, item)) collection.addWithoutPropagation(item as never);
  };
}

/** A collection that was set before it was loaded replaces whatever is stored. */
function replace(collection: Collection<object>, items: object[]): void {
  const stored = collection.getItems(false);
  collection.set(items as never);
  for (const item of stored) if (!items.includes(item)) stateOfObject(item)?.written.add(item);
}

/** Whether its row, which was read meanwhile, says that `item` is somewhere else. */
function hasLeft({ owner, property: prop }: Collection<object>, item: object): boolean {
  if (prop.kind !== ReferenceKind.ONE_TO_MANY || !helper(item).__originalEntityData) return false;
  const parent = relatedBy(item, prop.mappedBy);
  return parent !== undefined && parent !== owner;
}

/** Whether `item`, which the application had taken out, is an item again, as when its edits were discarded. */
function isBack({ owner, property: prop }: Collection<object>, item: object): boolean {
  if (prop.kind !== ReferenceKind.ONE_TO_MANY || relatedBy(item, prop.mappedBy) !== owner) return false;
  const { __em: em } = helper(item);
  const orphans = em?.getUnitOfWork().getOrphanRemoveStack() as ReadonlySet<object> | undefined;
  const removed = em?.getUnitOfWork().getRemoveStack() as ReadonlySet<object> | undefined;
  return !orphans?.has(item) && !removed?.has(item);
}
