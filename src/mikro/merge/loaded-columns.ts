import { type EntityProperty, helper, ReferenceKind } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';

/** The columns of `object` whose stored values are known: a SELECT has loaded them, or a flush has stored them. */
export function loadedColumns(object: object): string[] {
  const { __meta: meta, __loadedProperties: loaded, __originalEntityData: base } = helper(object);
  const known = (loaded as Set<string>).union(new Set(Object.keys(base ?? {})));
  return [...known].filter(name => isSelected(meta.properties[name as never]));
}

/** Whether `row` lacks something that is loaded: with its values alone the object would be of two versions of its row. */
export function isPartial(object: object, row: Data): boolean {
  return loadedColumns(object).some(name => !(name in row));
}

/** Notes that everything in `row` is loaded. */
export function noteLoaded(meta: Meta, object: object, row: Data): void {
  const loaded = helper(object).__loadedProperties as Set<string>;
  for (const name of Object.keys(row)) if (meta.properties[name]) loaded.add(name);
}

function isSelected(prop: EntityProperty | undefined): boolean {
  if (!prop) return false;
  if (prop.formula) return true;
  if (prop.persist === false || prop.fieldNames === undefined) return false;
  if (prop.kind === ReferenceKind.EMBEDDED) return Boolean(prop.object || prop.array);
  if (prop.kind === ReferenceKind.ONE_TO_ONE) return Boolean(prop.owner);
  return prop.kind === ReferenceKind.SCALAR || prop.kind === ReferenceKind.MANY_TO_ONE;
}
