import { type Collection, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { collectionOf, otherSideOf } from '../members/collection-of.ts';
import { settleDirt } from '../members/store-member.ts';
import { remember } from '../state/remember.ts';

/** Takes back what the application has added to and removed from the many-to-many collections of `object`. */
export function discardMembers(object: object): void {
  for (const { kind, name } of helper(object).__meta.relations) {
    const collection = kind === ReferenceKind.MANY_TO_MANY ? collectionOf(object, name) : undefined;
    if (collection?.isDirty()) discard(collection);
  }
}

function discard(collection: Collection<object>): void {
  const stored = new Set(collection.getSnapshot() as readonly object[] | undefined);
  const items = new Set(collection.getItems(false));
  const name = otherSideOf(collection.property);
  const otherOf = (item: object) => (name ? collectionOf(item, name) : undefined);
  for (const item of items.difference(stored)) {
    change(collection, held => held.removeWithoutPropagation(item as never));
    change(otherOf(item), held => held.removeWithoutPropagation(collection.owner as never));
  }
  for (const item of stored.difference(items)) {
    change(collection, held => held.addWithoutPropagation(item as never));
    change(otherOf(item), held => held.addWithoutPropagation(collection.owner as never));
  }
}

function change(
  collection: Collection<object> | undefined,
  work: (collection: Collection<object>) => void,
): void {
  if (!collection) return;
  remember(collection.owner);
  work(collection);
  settleDirt(collection);
}
