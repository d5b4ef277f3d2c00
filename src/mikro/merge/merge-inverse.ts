import { type EntityProperty, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data } from '../parts/internals.ts';
import { stateOf } from '../state/unit-state.ts';
import { isPlainOneToOne } from '../members/one-to-one.ts';
import { readInverse } from '../members/read-one-to-one.ts';
import { editedFields } from './edited-fields.ts';
import { isJoinedRow, mergeJoinedRow, type Merging, referenceFor } from './related-row.ts';

/** Merges what a row says about a 1:1 relation that is stored on the other side, unless that side is edited. */
export function mergeInverse(merging: Merging, prop: EntityProperty, value: unknown): void {
  if (prop.mapToPk) return;
  const { factory, object } = merging;
  const data = helper(object).__data as Data;
  const before = (Reference.unwrapReference(data[prop.name]) as object | null | undefined) ?? null;
  const other = value === null ? null : otherSide(merging, prop, value);
  if (before === other || isMoved(factory, prop, before) || isMoved(factory, prop, other)) return;

  // The row of the one that was there has moved on too, which only that row can show.
  if (before && helper(before).__initialized) stateOf(factory.em).torn.add(before);
  if (!(prop.name in object)) Reflect.set(object, prop.name, null);
  // Not through the property, which would change the other side.
  data[prop.name] = other ? Reference.wrapReference(other, prop) : emptyValue(factory);
  if (other && isPlainOneToOne(prop)) readInverse(object, prop, other);
}

function otherSide(merging: Merging, prop: EntityProperty, value: unknown): object {
  if (Utils.isEntity(value, true)) return Reference.unwrapReference(value as object);
  return isJoinedRow(value) ? mergeJoinedRow(merging, prop, value) : referenceFor(merging, prop, value);
}

/** Whether the application has given `side` another object for the relation. */
function isMoved(factory: EntityFactory, prop: EntityProperty, side: object | null): boolean {
  return side !== null && editedFields(factory.em, side).includes(prop.mappedBy);
}

function emptyValue(factory: EntityFactory): null | undefined {
  return factory.em.config.get('forceUndefined') ? undefined : null;
}
