import { type EntityManager, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { baseHash } from '../identity/base-hash.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { baseVersionOf } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** What the unit knew of one stored row at some time. */
export interface StoredImage {
  /** Which row it is: equal for no other row of any class. */
  readonly row: string;
  /** As the snapshot of the object has them: property names, database values. */
  readonly values: Data;
  /** The stored items of the many-to-many collections that are loaded. */
  readonly members: ReadonlyMap<string, readonly object[]>;
}

/** What is stored of `object`, as far as it is known; its edits are not in it. Undefined when it has no row that was read or written. */
export function storedImage(em: EntityManager, object: object): StoredImage | undefined {
  const { __meta: meta, __originalEntityData: base } = helper(object);
  if (!base) return undefined;
  const values: Data = { ...base };
  const version = versionPropertyOf(meta)?.name;
  const loaded = baseVersionOf(object);
  if (version && loaded !== undefined) values[version] = loaded;
  return { row: rowName(em, object), values, members: storedMembers(object) };
}

/** An object of whose row nothing but the key is known. */
export function unknownImage(em: EntityManager, object: object): StoredImage {
  const { primaryKeys }: Meta = helper(object).__meta;
  const known: Data = quietly(() => em.getComparator().prepareEntity(object));
  const values = Object.fromEntries(primaryKeys.map(name => [name, known[name] as unknown]));
  return { row: rowName(em, object), values, members: new Map() };
}

function rowName(em: EntityManager, object: object): string {
  return `${helper(object).__meta.root._id}:${baseHash(em, object)}`;
}

function storedMembers(object: object): Map<string, readonly object[]> {
  const { __meta: meta, __data: data } = helper(object);
  const members = new Map<string, readonly object[]>();
  for (const { kind, name } of meta.relations) {
    const collection: unknown = kind === ReferenceKind.MANY_TO_MANY ? (data as Data)[name] : undefined;
    if (!Utils.isCollection(collection) || !collection.isInitialized()) continue;
    const snapshot: readonly object[] | undefined = collection.getSnapshot();
    // A new object's collection that nobody has put anything into has none.
    const stored = snapshot ?? (collection.isDirty() ? undefined : collection.getItems(false));
    if (stored) members.set(name, [...stored]);
  }
  return members;
}
