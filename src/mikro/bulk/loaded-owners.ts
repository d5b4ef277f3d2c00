import { type EntityManager, type EntityProperty, helper, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { tableProps } from '../upsert/upsert-call.ts';
import { type KeyList, keyList } from './key-list.ts';
import { loadedRows } from './loaded-rows.ts';

/** A relation of a class, and the rows that the unit has loaded the other side of. */
export interface LoadedOwners {
  readonly prop: EntityProperty;
  readonly keys: KeyList;
}

/** The relations of `meta` that are stored in one of `columns`, as far as something that is loaded depends on them. */
export function loadedOwners(
  em: EntityManager,
  meta: Meta,
  columns: ReadonlySet<string> | undefined,
): readonly LoadedOwners[] {
  return tableProps(meta)
    .filter(prop => isOwning(prop) && (!columns || prop.fieldNames.some(name => columns.has(name))))
    .flatMap(prop => {
      const keys = ownerKeys(em, prop);
      return keys.length === 0 ? [] : [{ prop, keys }];
    });
}

function isOwning({ kind, owner, inversedBy, polymorphic }: EntityProperty): boolean {
  const toOne = kind === ReferenceKind.MANY_TO_ONE || (kind === ReferenceKind.ONE_TO_ONE && owner);
  return Boolean(toOne && inversedBy && !polymorphic);
}

function ownerKeys(em: EntityManager, prop: EntityProperty): KeyList {
  const target = prop.targetMeta as Meta;
  const { objects, keys } = loadedRows(em, target);
  const loaded = objects.flatMap((object, at) =>
    isLoaded(object, prop.inversedBy as string) ? [referenced(prop, object, keys[at] ?? [])] : [],
  );
  return keyList(
    em.getPlatform(),
    target,
    prop.referencedColumnNames,
    loaded.filter(key => key.every(part => part !== null && part !== undefined)),
  );
}

function referenced(
  { targetKey }: EntityProperty,
  object: object,
  key: readonly unknown[],
): readonly unknown[] {
  return targetKey ? [(helper(object).__originalEntityData as Data | undefined)?.[targetKey]] : key;
}

/** Whether the unit knows who is on the other side. */
function isLoaded(object: object, name: string): boolean {
  const value: unknown = (helper(object).__data as Data)[name];
  if (Utils.isCollection(value)) return value.isInitialized() && !value.isPartial();
  return value !== undefined;
}
