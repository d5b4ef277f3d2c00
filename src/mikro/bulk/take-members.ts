import {
  type Collection,
  type EntityManager,
  type EntityName,
  type EntityProperty,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { collectionOf } from '../members/collection-of.ts';
import { mergeMembers } from '../merge/merge-members.ts';
import { referenceFor } from '../merge/related-row.ts';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { rememberFor } from '../state/remember.ts';
import { loadedRows } from './loaded-rows.ts';

/** What an update gives a row as the members of a many-to-many relation: the keys of their rows. */
interface WrittenMembers {
  readonly prop: EntityProperty;
  readonly keys: readonly unknown[];
}

/** The many-to-many relations among the data of an update, which MikroORM takes out of it. */
export function membersIn(em: EntityManager, type: EntityName<any>, data: Data): readonly WrittenMembers[] {
  const meta: Meta = em.getMetadata().get(type);
  return meta.relations
    .filter(({ kind, name }) => kind === ReferenceKind.MANY_TO_MANY && Array.isArray(data[name]))
    .map(prop => ({ prop, keys: [...data[prop.name]] }));
}

/** Brings both sides of many-to-many relations in step with what an update has written for the row that `where` names. */
export function takeMembers(
  em: EntityManager,
  type: EntityName<any>,
  where: unknown,
  written: readonly WrittenMembers[],
): void {
  if (written.length === 0) return;
  const meta: Meta = em.getMetadata().get(type);
  const key = Utils.isPlainObject<Data>(where)
    ? meta.primaryKeys.map(name => where[name] as unknown)
    : [where];
  const owner = getByKeyValue(em, type, key.length > 1 ? key : key[0], {
    schema: undefined,
    convertCustomTypes: false,
  });
  if (owner) for (const one of written) quietly(() => takeRelation(em, owner, one));
}

function takeRelation(em: EntityManager, owner: object, { prop, keys }: WrittenMembers): void {
  const factory = em.getEntityFactory() as unknown as EntityFactory;
  const merging = { factory, object: owner, options: { merge: true } };
  const members = new Set(keys.map(key => referenceFor(merging, prop, key)));
  rememberFor(em, owner);
  if (loadedMembers(owner, prop.name)) mergeMembers(merging, prop, [...members]);
  const other = prop.inversedBy ?? prop.mappedBy;
  for (const target of other ? loadedRows(em, prop.targetMeta as Meta).objects : []) {
    const collection = loadedMembers(target, other as string);
    if (!collection || collection.contains(owner as never, false) === members.has(target)) continue;
    rememberFor(em, target);
    settleMember(collection, owner, members.has(target));
  }
}

function loadedMembers(object: object, name: string): Collection<object> | undefined {
  const collection = collectionOf(object, name);
  return collection?.isInitialized() ? collection : undefined;
}

function settleMember(collection: Collection<object>, member: object, isMember: boolean): void {
  const isDirty = collection.isDirty();
  if (isMember) collection.addWithoutPropagation(member as never);
  else collection.removeWithoutPropagation(member as never);
  if (!isDirty) collection.takeSnapshot();
}
