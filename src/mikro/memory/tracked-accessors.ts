import { type EntityMetadata, helper, ReferenceKind } from '@mikro-orm/postgresql';

const accessors = new WeakMap<EntityMetadata, ReadonlyMap<string, PropertyDescriptor>>();
const others = new WeakMap<EntityMetadata, readonly string[]>();

/** Notes by which accessors the properties of `meta` are read and written; their values are in the object's `__data`. */
export function noteAccessors(meta: EntityMetadata, own: ReadonlyMap<string, PropertyDescriptor>): void {
  accessors.set(meta, own);
}

/** Whether the accessors of `meta` are known. */
export function hasAccessors(meta: EntityMetadata): boolean {
  return accessors.has(meta);
}

/** The accessors of the properties of `object`. */
export function accessorsOf(object: object): ReadonlyMap<string, PropertyDescriptor> | undefined {
  return accessors.get(helper(object).__meta);
}

/** The mapped properties of `object` whose values are the application's to keep. */
export function untrackedNames(object: object): readonly string[] {
  const { __meta: meta } = helper(object);
  let names = others.get(meta);
  if (!names) {
    const own = accessors.get(meta);
    names = meta.props.map(({ name }) => name).filter(name => !own?.has(name));
    others.set(meta, names);
  }
  return names;
}

const collections = new WeakMap<EntityMetadata, readonly string[]>();

/** The to-many relations of `object`. */
export function collectionNames(object: object): readonly string[] {
  const { __meta: meta } = helper(object);
  let names = collections.get(meta);
  if (!names) {
    const { ONE_TO_MANY, MANY_TO_MANY } = ReferenceKind;
    names = meta.relations
      .filter(({ kind }) => kind === ONE_TO_MANY || kind === MANY_TO_MANY)
      .map(({ name }) => name);
    collections.set(meta, names);
  }
  return names;
}
