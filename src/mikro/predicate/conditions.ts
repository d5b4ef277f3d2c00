import { isRaw, Utils } from '@mikro-orm/postgresql';
import { UndecidableConditionError } from '../../errors/live-set-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type Column, columnOf, type Columns, noKeyYet } from './columns.ts';
import { compare } from './kinds.ts';
import { likePattern } from './like.ts';
import { allOf, anyOf, type Condition, noneOf, type Truth } from './truth.ts';

/** A condition and the columns that it asks for. */
export interface Asked {
  readonly columns: Set<Column>;
  /** Columns whose order by their collation is asked for. */
  readonly ordered: Set<Column>;
}

export interface Asking extends Columns {
  readonly asked: Asked;
}

type Where = Condition | undefined;

/**
 * The condition that MikroORM makes SQL of, as a function of an object; undefined for one that says nothing. `where` is what
 * MikroORM's processing leaves. Throws UndecidableConditionError for what memory cannot decide as PostgreSQL does.
 */
export function conditionOf(asking: Asking, where: unknown): Where {
  if (!Utils.isPlainObject<Data>(where)) throw undecidable(asking, 'this condition', 'it is raw SQL');
  if (Object.getOwnPropertySymbols(where).length > 0)
    throw undecidable(asking, 'raw SQL or a JSON property', 'it is computed by the database');
  return conjunction(Object.keys(where).map(key => partOf(asking, key, where[key])));
}

function partOf(asking: Asking, key: string, value: unknown): Where {
  if (key === '$and') return conjunction(asList(value).map(part => conditionOf(asking, part)));
  if (key === '$or') return disjunction(asList(value).map(part => conditionOf(asking, part)));
  // The negation of nothing holds for nothing.
  if (key === '$not') return noneOf(conditionOf(asking, value) ?? (() => true));
  if (key.startsWith('$')) throw undecidable(asking, key, 'it is not an operator of a whole condition');
  const names = Utils.splitPrimaryKeys(key);
  return names.length > 1 ? tuple(asking, names, value) : property(asking, key, value);
}

function conjunction(parts: readonly Where[]): Where {
  const said = parts.filter(part => part !== undefined);
  return said.length > 0 ? allOf(said) : undefined;
}

function disjunction(parts: readonly Where[]): Where {
  if (parts.length === 0) return () => false;
  const said = parts.filter(part => part !== undefined);
  return said.length > 0 ? anyOf(said) : undefined;
}

function property(asking: Asking, name: string, value: unknown): Where {
  const { meta } = asking;
  const prop = meta.properties[name] as Meta['props'][number] | undefined;
  if (prop?.embeddedProps && !prop.object && !prop.array) return embedded(asking, prop.embeddedProps, value);
  const column = columnOf(asking, name);
  asking.asked.columns.add(column);
  if (!Utils.isPlainObject<Data>(value)) return operation(asking, column, '$eq', value);
  if (prop?.targetMeta) {
    const key = keyIn(prop.targetMeta, value);
    if (key) return property(asking, name, key[0]);
  }
  return conjunction(
    Object.keys(value).map(operator => operation(asking, column, operator, value[operator])),
  );
}

/** An embeddable whose properties are columns of the row: each is asked by itself. */
function embedded(asking: Asking, inner: Data, value: unknown): Where {
  if (value === null || value === undefined)
    return conjunction(Object.values(inner).map(({ name }) => property(asking, name as string, null)));
  if (!Utils.isPlainObject<Data>(value)) throw undecidable(asking, 'an embeddable', 'it is no plain object');
  return conjunction(
    Object.keys(value).map(key =>
      property(asking, (inner[key]?.name as string | undefined) ?? key, value[key]),
    ),
  );
}

/** The key of a related row, where that is all that is asked of the relation. */
function keyIn(target: Meta, value: Data): readonly [unknown] | undefined {
  const [only, ...others] = target.primaryKeys;
  return only !== undefined && others.length === 0 && Object.keys(value).length === 1 && only in value
    ? [value[only]]
    : undefined;
}

/** A key of several columns, which are compared together. */
function tuple(asking: Asking, names: readonly string[], value: unknown): Where {
  const [operator, ...others] = Utils.isPlainObject<Data>(value) ? Object.keys(value) : ['$eq'];
  const asked = Utils.isPlainObject<Data>(value) ? value[operator as string] : value;
  if (others.length > 0 || (operator !== '$eq' && operator !== '$in'))
    throw undecidable(
      asking,
      `${names.join(', ')} ${operator}`,
      'a key of several columns is only compared as a whole',
    );
  const keys = operator === '$in' ? asList(asked) : [asked];
  return disjunction(
    keys.map(key => conjunction(names.map((name, at) => property(asking, name, asList(key)[at])))),
  );
}

function operation(asking: Asking, column: Column, operator: string, value: unknown): Where {
  const part = operator === '$eq' ? column.name : `${column.name} ${operator}`;
  const isNull = nullTest(operator, value);
  if (isNull !== undefined) return object => nullness(column.read(object), isNull);
  const refusal = column.refusal(operator);
  if (refusal !== undefined) throw undecidable(asking, part, refusal);
  if (operator === '$like') return like(asking, column, value);
  if (operator === '$in' || operator === '$nin') {
    const any = disjunction(asList(value).map(item => comparison(asking, column, '$eq', item)));
    return operator === '$in' || !any ? any : noneOf(any);
  }
  return comparison(asking, column, operator, value);
}

/** Whether `is null` or `is not null` is asked. */
function nullTest(operator: string, value: unknown): boolean | undefined {
  if (operator === '$exists') return !value;
  if (value !== null) return undefined;
  if (operator === '$eq') return true;
  return operator === '$ne' ? false : undefined;
}

function nullness(value: unknown, isNull: boolean): Truth {
  return value === undefined ? undefined : (value === null) === isNull;
}

type Decide = (order: number) => boolean;

const comparisons: Readonly<Record<string, Decide>> = {
  $eq: order => order === 0,
  $ne: order => order !== 0,
  $gt: order => order > 0,
  $gte: order => order >= 0,
  $lt: order => order < 0,
  $lte: order => order <= 0,
};

function comparison(asking: Asking, column: Column, operator: string, value: unknown): Condition {
  const decide = comparisons[operator];
  const part = `${column.name} ${operator}`;
  if (!decide) throw undecidable(asking, part, 'the operator is computed by the database');
  // Nothing is equal to NULL, nor anything else.
  if (value === null) return () => null;
  const asked = isRaw(value) ? undefined : column.asked(value);
  if (asked === undefined)
    throw undecidable(asking, part, 'the database may take the value as something else');
  const equality = operator === '$eq' || operator === '$ne';
  if (!equality) asking.asked.ordered.add(column);
  return object => {
    const stored = column.read(object);
    if (stored === undefined || stored === null) return stored;
    if (stored === noKeyYet) return equality ? operator === '$ne' : undefined;
    return decide(compare(stored, asked));
  };
}

function like(asking: Asking, column: Column, value: unknown): Condition {
  const pattern = typeof value === 'string' && column.collated ? likePattern(value) : undefined;
  if (!pattern) throw undecidable(asking, `${column.name} $like`, 'it is no text with a pattern');
  return object => {
    const stored = column.read(object);
    if (stored === undefined || stored === null) return stored;
    return pattern.test(String(stored));
  };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function undecidable({ meta }: Asking, part: string, reason: string): UndecidableConditionError {
  return new UndecidableConditionError(meta.className, part, reason);
}
