import {
  type EntityManager,
  type EntityProperty,
  helper,
  type Platform,
  PolymorphicRef,
  ReferenceKind,
  type Type,
  Utils,
} from '@mikro-orm/postgresql';
import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';
import { hasJsonEmbeddable, jsonEmbeddablesOf } from './json-embeddables.ts';

/** Makes of a value what it becomes on its way into memory and back into a snapshot. */
type Convert = (type: Type<any, any>, value: unknown) => unknown;

/** A row as it is read, in the form of a snapshot, so that it can be compared with one. */
export function storedForm(em: EntityManager, meta: Meta, row: Data, options: FactoryOptions): Data {
  const platform = em.getPlatform();
  const convert = converter(platform, options);
  const stored: Data = {};
  for (const name of Object.keys(row)) {
    const prop = meta.properties[name];
    if (!prop || isToMany(prop)) continue;
    stored[name] = isToOne(prop)
      ? storedKey(prop, row[name], convert)
      : storedScalar(meta, prop, row[name], convert);
    if (prop.runtimeType === 'Date' && typeof stored[name] === 'string' && !prop.customType)
      stored[name] = platform.parseDate(stored[name]);
  }
  if (hasJsonEmbeddable(meta)) Object.assign(stored, jsonEmbeddablesOf(em, meta, row, options));
  if (em.config.get('forceUndefined')) for (const name of Object.keys(stored)) stored[name] ??= undefined;
  return stored;
}

export function isToMany({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY;
}

function isToOne({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE;
}

function converter(platform: Platform, { convertCustomTypes }: FactoryOptions): Convert {
  const context = { mode: 'serialization' } as const;
  return (type, value) => {
    const inMemory: unknown = convertCustomTypes ? type.convertToJSValue(value, platform, context) : value;
    return type.convertToDatabaseValue(inMemory, platform, context);
  };
}

function storedScalar(meta: Meta, prop: EntityProperty, value: unknown, convert: Convert): unknown {
  if (value == null) return value;
  if (prop.customType)
    return prop.customType.ensureComparable(meta, prop) ? convert(prop.customType, value) : value;
  return prop.runtimeType === 'boolean' ? Boolean(value) : value;
}

function storedKey(prop: EntityProperty, value: unknown, convert: Convert): unknown {
  if (value == null || value instanceof PolymorphicRef) return value;
  if (Utils.isEntity(value, true)) return helper(value as object).getPrimaryKey(true);
  const key: unknown = Utils.isPlainObject(value) ? keyIn(prop, value) : value;
  return prop.customType && !Array.isArray(key) && key != null ? convert(prop.customType, key) : key;
}

function keyIn(prop: EntityProperty, joined: Data): unknown {
  if (prop.targetKey) return joined[prop.targetKey];
  return Utils.getPrimaryKeyValues(joined, prop.targetMeta as Meta, true);
}
