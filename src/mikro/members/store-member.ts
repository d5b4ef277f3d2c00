import { type Collection } from '@mikro-orm/postgresql';
import { remember } from '../state/remember.ts';

/** Notes that `item` is stored as a member of `collection`. What the application has done to the collection stays. */
export function enterStored(collection: Collection<object> | undefined, item: object): void {
  const stored: object[] | undefined = collection?.getSnapshot();
  if (!collection?.isInitialized() || collection.isPartial() || !stored) return;
  const clean = !collection.isDirty();
  if (clean ? collection.contains(item, false) : stored.includes(item)) return;
  remember(collection.owner);
  stored.push(item);
  collection.addWithoutPropagation(item as never);
  settleDirt(collection, clean);
}

/** Notes that `item` is no more stored as a member of `collection`. */
export function leaveStored(collection: Collection<object> | undefined, item: object): void {
  const stored: object[] | undefined = collection?.getSnapshot();
  if (!collection || !stored) return;
  const clean = !collection.isDirty();
  const at = stored.indexOf(item);
  if (at < 0 && !(clean && collection.contains(item, false))) return;
  remember(collection.owner);
  if (at >= 0) stored.splice(at, 1);
  collection.removeWithoutPropagation(item as never);
  settleDirt(collection, clean);
}

/** Notes that there is no `item` any more, whatever the application had done with it. */
export function forgetMember(collection: Collection<object> | undefined, item: object): void {
  if (!collection) return;
  leaveStored(collection, item);
  if (!collection.contains(item, false)) return settleDirt(collection, false);
  remember(collection.owner);
  collection.removeWithoutPropagation(item as never);
  settleDirt(collection, false);
}

/** Makes a collection say that it is changed when its members are others than those that are stored, and only then. */
export function settleDirt(collection: Collection<object>, clean = false): void {
  if (collection.isDirty()) collection.setDirty(!clean && !isAsStored(collection));
}

function isAsStored(collection: Collection<object>): boolean {
  const stored: readonly object[] | undefined = collection.getSnapshot();
  if (!stored || (collection.isInitialized() && collection.count() !== stored.length)) return false;
  const items = collection.getItems(false);
  if (stored.length !== items.length) return false;
  if (collection.property.fixedOrder) return items.every((item, at) => item === stored[at]);
  const known = new Set(stored);
  return items.every(item => known.has(item));
}
