import {
  type EntityMetadata,
  type EntityProperty,
  helper,
  Reference,
  type Type,
  Utils,
} from '@mikro-orm/postgresql';
import { booleanText, uuidText } from './canonical-text.ts';
import { decimalText, integerText } from './canonical-number.ts';
import { columnKindOf } from './column-kind.ts';
import { databaseValue } from './key-hash.ts';

/** The value that PostgreSQL would show for a key that was given in another form: the application's in, the application's out. */
export function canonicalKeyValue<T>(meta: EntityMetadata<any>, id: T): T {
  if (typeof id === 'number') return id;
  return canonical(meta, id) as T;
}

function canonical(meta: EntityMetadata<any>, id: unknown): unknown {
  if (Utils.isEntity<object>(id, true)) return keyOfOther(meta, Reference.unwrapReference(id));
  const props = meta.getPrimaryProps();
  if (Array.isArray(id))
    return id.length === props.length ? props.map((prop, at) => canonicalProperty(prop, id[at])) : id;
  if (Utils.isPlainObject(id)) {
    const given = id as Record<string, unknown>;
    const keys = props.filter(({ name }) => name in given);
    return {
      ...given,
      ...Object.fromEntries(keys.map(prop => [prop.name, canonicalProperty(prop, given[prop.name])])),
    };
  }
  const [only, ...others] = props;
  return only && others.length === 0 ? canonicalProperty(only, id) : id;
}

/** An object of another class is the relation that a key consists of. */
function keyOfOther(meta: EntityMetadata<any>, object: object): unknown {
  return object instanceof meta.class ? object : (helper(object).getPrimaryKey() ?? object);
}

/** The same for the value of one property of a key. */
export function canonicalProperty(prop: EntityProperty<any>, value: unknown): unknown {
  if (value === null || value === undefined || Utils.isEntity(value, true)) return value;
  if (prop.targetMeta) return canonical(prop.targetMeta, value);
  return isSpelled(value) ? canonicalScalar(prop, value) : value;
}

function isSpelled(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

function canonicalScalar(prop: EntityProperty<any>, value: string | number | bigint): unknown {
  if (prop.customType) return converted(prop, prop.customType, value);
  const shown = shownText(prop, value);
  if (shown === undefined) return value;
  switch (prop.runtimeType as string) {
    case 'number':
      return Number.isSafeInteger(Number(shown)) || shown.includes('.') ? Number(shown) : value;
    case 'bigint':
      return BigInt(shown);
    case 'boolean':
      return shown === 'true';
    case 'string':
      return shown;
    default:
      return value;
  }
}

/** Through the database's form, which is the one that has a canonical text. */
function converted(prop: EntityProperty<any>, type: Type<unknown>, value: string | number | bigint): unknown {
  const { platform } = type;
  if (!platform) return value;
  const stored = databaseValue(prop, value, platform);
  const shown = isSpelled(stored) ? shownText(prop, stored) : undefined;
  return shown === undefined ? value : type.convertToJSValue(shown, platform);
}

/** The text that PostgreSQL shows; undefined when it depends on what is stored. */
function shownText(prop: EntityProperty<any>, value: string | number | bigint): string | undefined {
  switch (columnKindOf(prop)) {
    case 'integer':
      return integerText(value);
    case 'numeric':
      return withScale(decimalText(value), prop.scale);
    case 'uuid':
      return uuidText(value);
    case 'boolean':
      return booleanText(value);
    case 'padded':
      return String(value).padEnd(prop.length ?? lengthIn(prop));
    default:
      return undefined;
  }
}

function withScale(text: string | undefined, scale: number | undefined): string | undefined {
  if (text === undefined || scale === undefined || !/^-?[\d.]+$/.test(text)) return undefined;
  const [, fraction = ''] = text.split('.');
  if (fraction.length > scale) return undefined;
  const missing = '0'.repeat(scale - fraction.length);
  return fraction || !missing ? text + missing : `${text}.${missing}`;
}

function lengthIn(prop: EntityProperty<any>): number {
  const type = prop.columnTypes[0] ?? '';
  return Number(/\((\d+)\)/.exec(type)?.[1] ?? (type.startsWith('char') ? 1 : 0));
}
