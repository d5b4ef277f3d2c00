import { type Collection, ReferenceKind } from '@mikro-orm/postgresql';
import { collectionOf } from '../members/collection-of.ts';
import { settleDirt } from '../members/store-member.ts';
import { collectionNames } from '../memory/tracked-accessors.ts';

/** A collection and the items that it had when the flush began. */
export interface SentCollection {
  readonly collection: Collection<any>;
  readonly items: readonly object[];
}

/** What is to be sent of `collections`; those that were found later have what they have now. */
export function asSent(
  collections: readonly Collection<any>[],
  earlier: readonly SentCollection[] = [],
): SentCollection[] {
  const known = new Map(earlier.map(sent => [sent.collection, sent]));
  // Of those with a table of their own MikroORM finds the differences before it waits for anything.
  return collections
    .toSorted((one, other) => Number(isToMany(one)) - Number(isToMany(other)))
    .map(collection => known.get(collection) ?? { collection, items: collection.getItems(false) });
}

function isToMany({ property }: Collection<any>): boolean {
  return property.kind === ReferenceKind.ONE_TO_MANY;
}

/** Calls `work` while the collections have the items that they had when the flush began. */
export function whileAsSent<T>(sent: readonly SentCollection[], work: () => T): T {
  const restore = sent.map(({ collection, items }) => turnBack(collection, items));
  const result = work();
  restore.forEach(step => step());
  return result;
}

/** Makes `items`, which were sent, what `collection` is compared with, and leaves what was added or removed since as edits. */
export function snapshotAsSent({ collection, items }: SentCollection): void {
  const restore = turnBack(collection, items);
  collection.takeSnapshot();
  restore();
  settleDirt(collection);
}

function turnBack(collection: Collection<any>, items: readonly object[]): () => void {
  const [now, before] = [new Set<object>(collection.getItems(false)), new Set(items)];
  const [added, removed] = [now.difference(before), before.difference(now)];
  for (const item of added) collection.removeWithoutPropagation(item as never);
  for (const item of removed) collection.addWithoutPropagation(item as never);
  return () => {
    for (const item of added) collection.addWithoutPropagation(item as never);
    for (const item of removed) collection.removeWithoutPropagation(item as never);
  };
}

/** The collections of `objects` that are changed. */
export function* changedCollections(objects: Iterable<object>): Iterable<Collection<any>> {
  for (const object of objects)
    for (const name of collectionNames(object)) {
      const collection = collectionOf(object, name);
      if (collection?.isDirty()) yield collection;
    }
}
