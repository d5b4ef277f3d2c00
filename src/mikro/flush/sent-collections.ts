import {
  type AnyEntity,
  type Collection,
  type EntityProperty,
  helper,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

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
}

function turnBack(collection: Collection<any>, items: readonly object[]): () => void {
  const now = collection.getItems(false);
  const added = now.filter(item => !items.includes(item));
  const removed = items.filter(item => !now.includes(item));
  for (const item of added) collection.removeWithoutPropagation(item);
  for (const item of removed) collection.addWithoutPropagation(item);
  return () => {
    for (const item of added) collection.addWithoutPropagation(item);
    for (const item of removed) collection.removeWithoutPropagation(item);
  };
}

/** Makes the items of an object's collections what these are compared with, except where somebody edited them since they were sent. */
export function snapshotUnlessEdited(object: AnyEntity, visited: Set<AnyEntity>): void {
  if (visited.has(object)) return;
  visited.add(object);
  const meta: Meta | undefined = helper(object)?.__meta;
  for (const prop of meta?.relations ?? []) {
    const value: unknown = quietly(() => Reflect.get(object, prop.name));
    if (Utils.isCollection(value)) {
      if (!isEdited(prop, value)) value.takeSnapshot();
    } else if (prop.kind === ReferenceKind.MANY_TO_ONE && value)
      snapshotUnlessEdited(Reference.unwrapReference(value as AnyEntity), visited);
  }
}

/** Of a collection without a table of its own the foreign keys of the items say what is edited. */
function isEdited(prop: EntityProperty, collection: Collection<any>): boolean {
  return prop.kind === ReferenceKind.MANY_TO_MANY && collection.isDirty();
}
