import {
  type Collection,
  type EntityProperty,
  helper,
  ReferenceKind,
  type UnitOfWork,
} from '@mikro-orm/postgresql';
import { collectionOf, relatedBy } from './collection-of.ts';
import { isPlainOneToOne, setOneToOne } from './one-to-one.ts';
import { putRelation } from './put-relation.ts';
import { beingRead } from './reading-columns.ts';
import { settleDirt } from './store-member.ts';

/** Sets a to-one relation and keeps its other side in step. `set` is MikroORM's setter, which knows of no way out of a collection to nobody. */
export function setRelation(
  object: object,
  prop: EntityProperty,
  value: unknown,
  set: (value: unknown) => void,
): void {
  if (isPlainOneToOne(prop)) return setOneToOne(object, prop, value);
  if (!isMembership(prop)) return set(value);
  // Who reads the row tells the collections what is stored.
  if (beingRead() === object) return putRelation(object, prop, value);

  const before = relatedBy(object, prop.name);
  set(value);
  const parent = relatedBy(object, prop.name);
  if (before && before !== parent) leave(collectionOf(before, prop.inversedBy), object);
  if (parent) enter(collectionOf(parent, prop.inversedBy), object);
}

/** Whether the relation makes its object a member of a one-to-many collection. */
export function isMembership({ kind, inversedBy, mapToPk }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE && Boolean(inversedBy) && !mapToPk;
}

function leave(collection: Collection<object> | undefined, object: object): void {
  if (!collection) return;
  collection.removeWithoutPropagation(object as never);
  settleDirt(collection);
}

function enter(collection: Collection<object> | undefined, object: object): void {
  const { __em: em } = helper(object);
  // An item that has a new owner is no orphan, whether the collection is loaded or not.
  if (collection?.property.orphanRemoval && em)
    (em.getUnitOfWork() as UnitOfWork).cancelOrphanRemoval(object as never);
  if (!collection?.isInitialized() || collection.isPartial()) return;
  collection.addWithoutPropagation(object as never);
  settleDirt(collection);
}
