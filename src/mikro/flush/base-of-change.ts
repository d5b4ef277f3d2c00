import { helper, Utils } from '@mikro-orm/postgresql';
import { type ChangeSet, type Data, type Meta } from '../parts/internals.ts';
import { baseVersionOf } from '../state/base.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** The columns of the primary key. */
export function keyColumns(meta: Meta): readonly string[] {
  return meta.getPrimaryProps().flatMap(prop => prop.fieldNames);
}

/** The primary key of the row that the object of a change was loaded from, one value per column. */
export function baseKeyOf(changeSet: ChangeSet): readonly unknown[] {
  return Utils.flatten(Utils.asArray(withBase(changeSet).getPrimaryKey()), true);
}

/** The same as a condition, by property. */
export function baseConditionOf(changeSet: ChangeSet): Data {
  return withBase(changeSet).getPrimaryKey(true) as Data;
}

/** The same change with the base of its object: MikroORM gives a deletion none, and would delete whatever row has the key that the object has now. */
export function withBase(changeSet: ChangeSet): ChangeSet {
  const base = helper(changeSet.entity).__originalEntityData;
  if (base) changeSet.originalEntity ??= base;
  return changeSet;
}

/** The version of an entity, when it is in the table of `meta`. */
export function ownVersionOf(meta: Meta): { readonly name: string; readonly column: string } | undefined {
  const version = versionPropertyOf(meta);
  if (!version) return undefined;
  const elsewhere =
    meta.inheritanceType === 'tpt' &&
    meta.ownProps &&
    !meta.ownProps.some(prop => prop.name === version.name);
  return elsewhere ? undefined : { name: version.name, column: version.fieldNames[0] as string };
}

/** The table of a joined hierarchy that has the version; otherwise that of the base class, which has a part of every row. */
export function versionTable(meta: Meta): Meta {
  for (let table: Meta | undefined = meta; table; table = table.tptParent)
    if (ownVersionOf(table)) return table;
  return meta.root;
}

/** What the row in the table of `meta` must still have, by property: the version and what `concurrencyCheck` names. */
export function expectationsOf(changeSet: ChangeSet, meta: Meta = changeSet.meta): Data {
  const expected: Data = {};
  const version = ownVersionOf(meta);
  const base = baseVersionOf(changeSet.entity);
  if (version && base !== undefined) expected[version.name] = base;
  const original = helper(changeSet.entity).__originalEntityData as Data | undefined;
  for (const name of meta.getOwnConcurrencyCheckKeys())
    if (original && name in original) expected[name] = original[name];
  return expected;
}
