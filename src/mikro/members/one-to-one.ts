import {
  type EntityProperty,
  helper,
  Reference,
  ReferenceKind,
  type UnitOfWork,
} from '@mikro-orm/postgresql';
import { otherSideOf, relatedBy } from './collection-of.ts';
import { putRelation } from './put-relation.ts';
import { readOneToOne } from './read-one-to-one.ts';
import { beingRead } from './reading-columns.ts';

/** Whether the relation is a 1:1 relation with two sides that refer to each other, and is no part of a key. */
export function isPlainOneToOne(prop: EntityProperty): boolean {
  if (prop.kind !== ReferenceKind.ONE_TO_ONE) return false;
  const other = otherSide(prop);
  return (
    other !== undefined &&
    [prop, other].every(side => !side.mapToPk && !side.polymorphic && !side.primary && !side.targetKey)
  );
}

/** Sets one side of a 1:1 relation. Whoever was on either side before has nobody then. */
export function setOneToOne(object: object, prop: EntityProperty, value: unknown): void {
  const read = beingRead();
  if (read === object) return readOneToOne(object, prop, value);
  // MikroORM's hydrator sets the other side as well, whatever the application has put there.
  if (read && helper(object).__originalEntityData) return;

  const back = otherSide(prop) as EntityProperty;
  const before = relatedBy(object, prop.name);
  putRelation(object, prop, value);
  const other = relatedBy(object, prop.name);
  if (before && before !== other) {
    if (relatedBy(before, back.name) === object) Reflect.set(before, back.name, null);
    if (prop.orphanRemoval) unitOf(before)?.scheduleOrphanRemoval(before as never);
  }
  if (!other) return;
  // What was never loaded is asked who is on its other side when it is.
  const isKnown = !prop.owner || helper(other).__initialized;
  if (isKnown && relatedBy(other, back.name) !== object)
    Reflect.set(other, back.name, Reference.wrapReference(object as never, back as never));
  const owned = prop.owner ? object : other;
  unitOf(owned)?.cancelOrphanRemoval(owned as never);
}

function otherSide(prop: EntityProperty): EntityProperty | undefined {
  const name = otherSideOf(prop);
  return name ? (prop.targetMeta?.properties[name as never] as EntityProperty | undefined) : undefined;
}

function unitOf(object: object): UnitOfWork | undefined {
  return helper(object).__em?.getUnitOfWork() as UnitOfWork | undefined;
}
