import { type EntityProperty, PolymorphicRef, Utils } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';

/** By whom, and how, rows are merged that were read along with the row of `object`. */
export interface Merging {
  readonly factory: EntityFactory;
  readonly object: object;
  readonly options: FactoryOptions;
}

/** Whether `value`, which stands for a relation, is the related row and not only its key. */
export function isJoinedRow(value: unknown): value is Data {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof PolymorphicRef) &&
    !Utils.isEntity(value, true) &&
    (Utils.isPlainObject(value) || Object.hasOwn(value, 'constructor'))
  );
}

/** Merges a related row into the object that the unit has for it. */
export function mergeJoinedRow({ factory, options }: Merging, prop: EntityProperty, row: Data): object {
  // Where a relation has several classes the row says which one it is of.
  const target: unknown = Object.hasOwn(row, 'constructor') ? row['constructor'] : targetMeta(prop).class;
  return factory.create(target as never, row, options);
}

/** The object of a relation of which the row has only the key. */
export function referenceFor({ factory, options }: Merging, prop: EntityProperty, key: unknown): object {
  return factory.createReference(targetMeta(prop).class, key, options);
}

export function targetMeta({ targetMeta: meta }: EntityProperty): Meta {
  return meta as Meta;
}
