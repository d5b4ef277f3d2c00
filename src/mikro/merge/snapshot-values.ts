import {
  type EntityProperty,
  helper,
  JsonType,
  Reference,
  ScalarReference,
  Utils,
} from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

/** Snapshots have JSON as text, and rows have it as values. */
export function fromText(prop: EntityProperty | undefined, value: unknown): unknown {
  return prop?.customType instanceof JsonType && typeof value === 'string' ? JSON.parse(value) : value;
}

/** A value as the application has it; a relation is given as its key. A copy, which stays what it is when the object goes back to what it was. */
export function valueOf(object: object, name: string): unknown {
  const value: unknown = quietly(() => Reflect.get(object, name));
  if (ScalarReference.isScalarReference(value)) return Utils.copy(value.unwrap());
  return Utils.isEntity<object>(value, true)
    ? helper(Reference.unwrapReference(value)).getPrimaryKey()
    : Utils.copy(value);
}

/** The primary key in a snapshot: a value, or one for each property. */
export function keyOf(meta: Meta, base: Data): unknown {
  const [only, ...more] = meta.primaryKeys;
  return more.length === 0
    ? base[only as string]
    : Object.fromEntries(meta.primaryKeys.map(name => [name, base[name]]));
}
