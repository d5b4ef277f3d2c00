import {
  type Collection,
  type EntityProperty,
  helper,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

/** Runs `hydrate`, which may move `object` out of one loaded collection and into another. What a read has moved is nothing to be written. */
export function keepCollectionsClean(meta: Meta, object: object, row: Data, hydrate: () => void): void {
  const relations = meta.bidirectionalRelations.filter(
    prop => isInversed(prop) && row[prop.name] !== undefined,
  );
  if (relations.length === 0) return hydrate();

  const left = relations
    .map(prop => collectionOn(object, prop))
    .filter(collection => collection?.isDirty() === false);
  hydrate();
  for (const collection of left) collection?.takeSnapshot();
  for (const prop of relations) settleArrival(collectionOn(object, prop), object);
}

function isInversed({ kind, inversedBy }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE && Boolean(inversedBy);
}

/** The loaded collection that `object` is a member of by its relation `prop`. */
function collectionOn(object: object, { name, inversedBy }: EntityProperty): Collection<object> | undefined {
  const parent: unknown = Reference.unwrapReference((helper(object).__data as Data)[name]);
  const collection: unknown = Utils.isEntity(parent) ? Reflect.get(parent, inversedBy as string) : undefined;
  return Utils.isCollection(collection) && collection.isInitialized()
    ? (collection as Collection<object>)
    : undefined;
}

/** A collection that differs from what was loaded by `object` alone is as it is stored. */
function settleArrival(collection: Collection<object> | undefined, object: object): void {
  if (!collection?.isDirty()) return;
  const loaded = new Set(collection.getSnapshot());
  const others = collection.getItems(false).filter(item => item !== object);
  if (others.every(item => loaded.has(item)) && others.length === loaded.size) collection.takeSnapshot();
}
