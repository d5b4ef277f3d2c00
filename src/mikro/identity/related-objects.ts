import { type AnyEntity, Reference, Utils } from '@mikro-orm/postgresql';

/** The objects that the value of a relation leads to: one, the items of a collection, or none. */
export function relatedObjects(value: unknown): readonly AnyEntity[] {
  if (Utils.isCollection<AnyEntity>(value)) return value.getItems(false);
  return Utils.isEntity<AnyEntity>(value, true) ? [Reference.unwrapReference(value)] : [];
}
