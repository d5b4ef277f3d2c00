import { type EntityManager, type EntityProperty, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { baseHash, memoryHash } from './base-hash.ts';
import { canonicalTextOf } from './canonical-text.ts';
import { databaseValue, keyHashOf } from './key-hash.ts';
import { type UniqueKey } from './unique-keys.ts';

/** The text of the key in a lookup's values; undefined when one of them is no plain value. */
export function textOfValues(em: EntityManager, key: UniqueKey, values: Data): string | undefined {
  return textOf(key, prop => {
    const value: unknown = values[prop.name];
    if (prop.targetMeta) return textOfTarget(em, prop.targetMeta, value, true);
    return isPlain(value) ? scalarText(em, prop, databaseValue(prop, value, em.getPlatform())) : undefined;
  });
}

/** The text of the key that `object` has in memory; undefined when a part of it is missing. */
export function textOfObject(em: EntityManager, key: UniqueKey, object: object): string | undefined {
  return textOf(key, prop => {
    const value: unknown = quietly(() => Reflect.get(object, prop.name));
    if (prop.targetMeta) return textOfTarget(em, prop.targetMeta, value, true);
    return scalarText(em, prop, databaseValue(prop, value, em.getPlatform()));
  });
}

/** The text of the key that the row of `object` has, as far as the unit knows. */
export function textOfBase(em: EntityManager, key: UniqueKey, object: object): string | undefined {
  const base = helper(object).__originalEntityData as Data | undefined;
  return textOf(key, prop => {
    const value: unknown = base?.[prop.name];
    return prop.targetMeta ? textOfTarget(em, prop.targetMeta, value, false) : scalarText(em, prop, value);
  });
}

function textOf(
  { props }: UniqueKey,
  partOf: (prop: EntityProperty) => string | undefined,
): string | undefined {
  const parts = props.map(partOf);
  return parts.includes(undefined) ? undefined : parts.join(Utils.PK_SEPARATOR);
}

function isPlain(value: unknown): boolean {
  return (
    (typeof value !== 'object' && typeof value !== 'function') ||
    value instanceof Date ||
    value instanceof Uint8Array
  );
}

function scalarText(em: EntityManager, prop: EntityProperty, value: unknown): string | undefined {
  return value === null || value === undefined || !isPlain(value)
    ? undefined
    : canonicalTextOf(prop, em.getPlatform())(value);
}

function textOfTarget(
  em: EntityManager,
  target: Meta,
  value: unknown,
  application: boolean,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Utils.isEntity<object>(value, true)) return textOfRelated(em, Reference.unwrapReference(value));
  if (Utils.isPlainObject<Data>(value) && !isKeyOf(target, value)) return undefined;
  const hash = keyHashOf(target, em.getPlatform());
  return application ? hash.ofApplication(value) : hash.ofRow(value);
}

function isKeyOf(target: Meta, value: Data): boolean {
  return (
    Object.keys(value).length === target.primaryKeys.length &&
    target.primaryKeys.every(name => name in value && isKeyPart(value[name]))
  );
}

function isKeyPart(value: unknown): boolean {
  return isPlain(value) || Array.isArray(value) || Utils.isEntity(value, true);
}

let unsaved = 0;
const numbers = new WeakMap<object, number>();

/** Objects that have no key yet are told apart by themselves. */
function textOfRelated(em: EntityManager, object: object): string {
  if (helper(object).__originalEntityData) return baseHash(em, object).replace(/^[^:]*:/, '');
  const hash = memoryHash(em, object);
  if (hash !== undefined) return hash;
  if (!numbers.has(object)) numbers.set(object, ++unsaved);
  return `unsaved ${numbers.get(object)}`;
}
