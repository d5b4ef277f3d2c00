import { type EntityProperty, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';

/** Properties that together name at most one row: a declared unique key, or the primary key. */
export interface UniqueKey {
  readonly root: Meta;
  readonly props: readonly EntityProperty[];
}

const declared = new WeakMap<Meta, readonly UniqueKey[]>();

/** The keys by which at most one row of a class is found; the primary key first. */
export function uniqueKeysOf(meta: Meta): readonly UniqueKey[] {
  let keys = declared.get(meta);
  if (!keys) declared.set(meta, (keys = findKeys(meta)));
  return keys;
}

function findKeys(meta: Meta): UniqueKey[] {
  const found = new Map<string, UniqueKey>();
  for (let owner: Meta | undefined = meta; owner; owner = owner.tptParent) {
    const names: readonly (readonly string[])[] = [
      owner.primaryKeys,
      ...owner.props.filter(({ unique, primary }) => unique && !primary).map(({ name }) => [name]),
      // A condition or an expression makes it a key of some rows, or of something that is no column.
      ...owner.uniques
        .filter(({ where, expression }) => !where && !expression)
        .map(({ properties }) => Utils.asArray(properties ?? [])),
    ];
    for (const key of names) {
      const props = key.map(name => meta.properties[name]).filter(prop => prop !== undefined);
      if (props.length > 0 && props.length === key.length && props.every(isColumn))
        addTo(found, meta.root, props);
    }
  }
  return [...found.values()];
}

function addTo(found: Map<string, UniqueKey>, root: Meta, props: readonly EntityProperty[]): void {
  const name = props
    .map(prop => prop.name)
    .toSorted()
    .join();
  if (!found.has(name)) found.set(name, shared(root, name, props));
}

const ofRoots = new WeakMap<Meta, Map<string, UniqueKey>>();

/** The classes of a hierarchy share the keys that they have in common. */
function shared(root: Meta, name: string, props: readonly EntityProperty[]): UniqueKey {
  const keys = ofRoots.get(root) ?? new Map<string, UniqueKey>();
  ofRoots.set(root, keys);
  const key = keys.get(name) ?? { root, props };
  keys.set(name, key);
  return key;
}

function isColumn(prop: EntityProperty): boolean {
  const single = prop.kind === ReferenceKind.SCALAR || prop.kind === ReferenceKind.MANY_TO_ONE;
  return (
    (single || (prop.kind === ReferenceKind.ONE_TO_ONE && prop.owner)) &&
    !prop.polymorphic &&
    prop.persist !== false
  );
}
