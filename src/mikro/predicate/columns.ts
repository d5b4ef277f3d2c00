import {
  type EntityManager,
  type EntityProperty,
  helper,
  isRaw,
  Reference,
  ReferenceKind,
  Utils,
} from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { databaseValue, keyHashOf } from '../identity/key-hash.ts';
import { keyParts } from '../identity/key-parts.ts';
import { editedFields } from '../merge/edited-fields.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { stateOf } from '../state/unit-state.ts';
import { type Comparable, type Kind, kindOf } from './kinds.ts';

/** The key of what is not stored yet: another one than any that can be asked for. */
export const noKeyYet = Symbol('no key yet');

/** What a condition or an order asks of an object: a value of a column, or of several together. Undefined is what only the database can tell. */
export interface Column {
  readonly name: string;
  readonly fields: readonly string[];
  read(object: object): Comparable | typeof noKeyYet | null | undefined;
  /** The value of a condition in the same form. */
  asked(value: unknown): Comparable | undefined;
  /** Why it cannot be compared so; undefined when it can. */
  refusal(operator: string): string | undefined;
  /** Whether equality and order are those of a collation. */
  readonly collated: boolean;
  /** Whether a value can be changed without its object hearing of it. */
  readonly inPlace: boolean;
}

/** What reads and resolves the columns of one class. */
export interface Columns {
  readonly em: EntityManager;
  readonly meta: Meta;
}

/** The column of the property `name` of a class, or of an embeddable of it. */
export function columnOf(of: Columns, name: string): Column {
  const prop = of.meta.properties[name] as EntityProperty | undefined;
  if (!prop) throw new UndecidableConditionError(of.meta.className, name, 'it is no property of the class');
  const refused = refusalOf(prop);
  if (refused) throw new UndecidableConditionError(of.meta.className, name, refused);
  return prop.targetMeta && prop.kind !== ReferenceKind.SCALAR ? foreignKey(of, prop) : scalar(of, prop);
}

const notDecided: Readonly<Record<string, string>> = {
  [ReferenceKind.ONE_TO_MANY]: 'what a collection has is in other rows',
  [ReferenceKind.MANY_TO_MANY]: 'what a collection has is in other rows',
  [ReferenceKind.EMBEDDED]: 'an embeddable that is stored as JSON is compared by the database',
};

function refusalOf(prop: EntityProperty): string | undefined {
  if (prop.formula) return 'a formula is computed by the database';
  if (prop.lazy) return 'a lazy property is not loaded with its row';
  if (prop.persist === false) return 'it is not stored';
  if (prop.kind === ReferenceKind.ONE_TO_ONE && !prop.owner) return 'its key is in another row';
  if (prop.polymorphic) return 'it is a relation to several classes';
  if (prop.targetKey) return 'it is a relation by another key than the primary one';
  if (prop.object && prop.embedded) return 'an embeddable that is stored as JSON is compared by the database';
  return notDecided[prop.kind];
}

function scalar({ em }: Columns, prop: EntityProperty): Column {
  const kind = kindOf(prop);
  const known = typeof kind === 'string' ? undefined : kind;
  const platform = em.getPlatform();
  return {
    ...described(prop, kind),
    inPlace:
      prop.embedded !== undefined ||
      prop.runtimeType === 'Date' ||
      prop.runtimeType === 'object' ||
      prop.ref === true,
    read(object) {
      const value = valueOf(em, object, prop);
      if (value === undefined || value === null) return value;
      const stored = databaseValue(prop, value, platform);
      // Whether it is null is certain of any.
      return known ? known.stored(stored, platform) : '';
    },
    asked: value => known?.asked(value),
  };
}

function foreignKey({ em }: Columns, prop: EntityProperty): Column {
  const target: Meta = prop.targetMeta as Meta;
  const keys = target.getPrimaryProps(true);
  const [only] = keys;
  const kind = keys.length === 1 && only ? kindOf(only) : composite(em, target, keys);
  const known = typeof kind === 'string' ? undefined : kind;
  const platform = em.getPlatform();
  return {
    ...described(prop, kind),
    inPlace: prop.ref === true,
    read(object) {
      const value = valueOf(em, object, prop);
      if (value === undefined || value === null) return value;
      const key = keyOf(target, value);
      if (key.some(part => part === undefined || part === null)) return noKeyYet;
      return known?.stored(keys.length === 1 ? key[0] : key, platform);
    },
    asked: value => known?.asked(value),
  };
}

function described(
  prop: EntityProperty,
  kind: Kind | string,
): Pick<Column, 'name' | 'fields' | 'refusal' | 'collated'> {
  return {
    name: prop.name,
    fields: prop.fieldNames,
    collated: typeof kind !== 'string' && kind.collated === true,
    refusal: operator => {
      if (prop.customOrder && operator === 'orderBy') return 'it has an order of its own';
      return typeof kind === 'string' ? kind : kind.refuses?.(operator);
    },
  };
}

/** Of a key of several columns only whether it is the same can be told. */
function composite(em: EntityManager, target: Meta, keys: readonly EntityProperty[]): Kind | string {
  const kinds = keys.map(kindOf);
  const unknown = kinds.find(kind => typeof kind === 'string');
  if (unknown !== undefined) return unknown as string;
  const hash = keyHashOf(target, em.getPlatform());
  return {
    stored: value => hash.ofRow(value),
    asked: value => hash.ofRow(value),
    collated: kinds.some(kind => typeof kind !== 'string' && kind.collated),
    refuses: operator =>
      ['$eq', '$ne', '$in', '$nin'].includes(operator)
        ? undefined
        : 'a key of several columns has no order in memory',
  };
}

/** The columns of the key that a relation has, as rows have them. */
function keyOf(target: Meta, value: unknown): unknown[] {
  if (!Utils.isEntity<object>(value, true)) return keyParts(target, value);
  const object = Reference.unwrapReference(value);
  const base = helper(object).__originalEntityData as Data | undefined;
  const own: Meta = helper(object).__meta;
  if (base && own.primaryKeys.every(name => base[name] !== undefined))
    return Utils.flatten(own.primaryKeys.map(name => base[name]) as unknown[][], true);
  const key: unknown = quietly(() => helper(object).getPrimaryKey(true));
  return key === undefined || key === null ? [undefined] : keyParts(own, key);
}

/** What `object` has in memory for a property; undefined when that is not, or will not be, what its row has. */
function valueOf(em: EntityManager, object: object, prop: EntityProperty): unknown {
  const { __managed: managed, __originalEntityData: base } = helper(object);
  const { discriminatorColumn } = (helper(object).__meta as Meta).root;
  if (discriminatorColumn === prop.name) return (helper(object).__meta as Meta).discriminatorValue;
  const value = quietly(() => inMemory(object, prop));
  if (isRaw(value)) return undefined;
  if (!managed && !base && prop.onCreate && (value === null || value === undefined)) return undefined;
  if (managed && (prop.version || prop.generated || prop.onUpdate) && isEdited(em, object)) return undefined;
  const unseen = base && !(prop.name in base);
  if (value !== undefined && !(value === null && prop.embedded && unseen)) return value;
  if (managed || base) return base && !unseen ? null : undefined;
  return defaultOf(prop);
}

function inMemory(object: object, prop: EntityProperty): unknown {
  if (!prop.embedded) return Reflect.get(object, prop.name);
  const [holder, name] = prop.embedded;
  const path = embeddedPath(object, holder);
  return path === null || path === undefined ? path : ((Reflect.get(path, name) as unknown) ?? null);
}

function embeddedPath(object: object, name: string): object | null | undefined {
  const { embedded } = (helper(object).__meta as Meta).properties[name] as EntityProperty;
  const holder = embedded ? embeddedPath(object, embedded[0]) : object;
  if (!holder) return null;
  return (Reflect.get(holder, embedded ? embedded[1] : name) as object | null | undefined) ?? null;
}

/** What the database gives to a new row that says nothing. */
function defaultOf(prop: EntityProperty): unknown {
  const computed = prop.defaultRaw ?? prop.onCreate ?? prop.generated ?? prop.autoincrement ?? prop.version;
  if (!computed) return null;
  return prop.customType || prop.onCreate || typeof prop.default === 'object'
    ? undefined
    : (prop.default as unknown);
}

function isEdited(em: EntityManager, object: object): boolean {
  return stateOf(em).touched.has(object) || editedFields(em, object).length > 0;
}
