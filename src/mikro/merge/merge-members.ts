import {
  Collection,
  type EntityProperty,
  helper,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { noteMembersRead } from '../state/reading.ts';
import { remember } from '../state/remember.ts';
import { isJoinedRow, mergeJoinedRow, type Merging, referenceFor, targetMeta } from './related-row.ts';

/** Merges the rows of a to-many relation, and makes their objects the members of the collection. */
export function mergeMembers(merging: Merging, prop: EntityProperty, rows: readonly unknown[]): void {
  const { object } = merging;
  const members = rows.map(row => memberOf(merging, prop, row));
  for (const member of members) requireOwner(object, prop, member);
  const collection = collectionOf(object, prop);
  noteMembersRead(collection);
  if (!hasMembers(collection, members)) collection.hydrate(members, true);
}

function memberOf(merging: Merging, prop: EntityProperty, row: unknown): object {
  if (Utils.isEntity(row, true)) return Reference.unwrapReference(row as object);
  if (!isJoinedRow(row)) return referenceFor(merging, prop, row);
  const owner = prop.kind === ReferenceKind.ONE_TO_MANY ? ownerOf(prop) : undefined;
  if (!owner?.primary || row[owner.name] != null) return mergeJoinedRow(merging, prop, row);
  return mergeJoinedRow(merging, prop, {
    ...(row as Data),
    [owner.name]: Reference.wrapReference(merging.object, owner),
  });
}

/** The property on the other side of a one-to-many collection. */
function ownerOf(prop: EntityProperty): EntityProperty {
  return targetMeta(prop).properties[prop.mappedBy] as EntityProperty;
}

/** A row may come by an owner of which it has no reference. */
function requireOwner(object: object, prop: EntityProperty, item: object): void {
  if (prop.kind !== ReferenceKind.ONE_TO_MANY) return;
  const owner = ownerOf(prop);
  const { __data: data, __originalEntityData: base } = helper(item);
  if ((data as Data)[owner.name] !== undefined || !base || owner.mapToPk || owner.polymorphic) return;
  remember(item);
  (base as Data)[owner.name] = Utils.getPrimaryKeyValues(object, helper(object).__meta, true, true);
  Reflect.set(item, owner.name, Reference.wrapReference(object, owner));
}

function collectionOf(object: object, { name }: EntityProperty): Collection<object> {
  const present: unknown = (helper(object).__data as Data)[name] ?? Reflect.get(object, name);
  if (Utils.isCollection(present)) return present as Collection<object>;
  const collection = Collection.create(object, name as never, undefined, false);
  collection.setDirty(false);
  return collection as Collection<object>;
}

function hasMembers(collection: Collection<object>, members: readonly object[]): boolean {
  if (!collection.isInitialized() || collection.isDirty()) return false;
  const present = collection.getItems(false);
  return present.length === members.length && members.every((member, index) => present[index] === member);
}
