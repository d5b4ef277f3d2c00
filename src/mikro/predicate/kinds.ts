import { type EntityProperty, type Platform } from '@mikro-orm/postgresql';
import { decimalText, integerText } from '../identity/canonical-number.ts';
import { booleanText, uuidText } from '../identity/canonical-text.ts';
import { columnKindOf } from '../identity/column-kind.ts';

/** A value that is equal to, and in the order of, another one when PostgreSQL says so of theirs. */
export type Comparable = string | number | bigint | boolean | Buffer;

/** How the values of one kind of column are compared in memory as PostgreSQL compares them. */
export interface Kind {
  /** Of a value as an object has it; undefined for what only the database can tell. */
  stored(value: unknown, platform: Platform): Comparable | undefined;
  /** Of the value of a condition; undefined for what may be taken as something else. */
  asked(value: unknown): Comparable | undefined;
  /** What is not certain of such columns whatever their values. */
  readonly refuses?: (operator: string) => string | undefined;
  /** Whether equality, or the order, depends on the column's collation. */
  readonly collated?: boolean;
}

/** The kind of the column of a scalar property; a sentence when only null is certain of it. */
export function kindOf(prop: EntityProperty<any>): Kind | string {
  const type = (prop.columnTypes?.[0] ?? '').toLowerCase();
  const name = type.replace(/\s*\([^)]*\)/, '').trim();
  const length = Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.NaN);
  if (prop.nativeEnumName)
    return { ...text(), refuses: notOrdered("the order of an enum is the database's") };
  if (type.includes('[')) return 'arrays are compared by the database';
  if (name in texts) return text(name === 'text' ? undefined : length);
  if (name === 'timestamptz' || name === 'timestamp with time zone')
    return instant(Number.isNaN(length) ? 6 : length);
  return (
    kinds[columnKindOf(prop)] ?? `values of type ${type || 'that is unknown'} are compared by the database`
  );
}

const texts: Readonly<Record<string, true>> = { text: true, varchar: true, 'character varying': true };

const kinds: Readonly<Record<string, Kind>> = {
  integer: { stored: integer, asked: value => (typeof value === 'string' ? integer(value) : number(value)) },
  // In a list PostgreSQL compares in the precision of the column, and alone in a greater one.
  float4: {
    stored: float(Math.fround),
    asked: value => (Math.fround(Number(value)) === value ? finite(value) : undefined),
  },
  float8: { stored: float(value => value), asked: finite },
  boolean: { stored: boolean, asked: value => (typeof value === 'boolean' ? value : undefined) },
  uuid: { stored: uuidText, asked: uuidText },
  date: { stored: day, asked: day },
};

function integer(value: unknown): Comparable | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  const shown = typeof value === 'string' ? integerText(value) : undefined;
  return shown === undefined ? undefined : BigInt(shown);
}

/** A number in SQL is the decimal that JavaScript shows, which beyond 2^53 is not the number itself. */
function number(value: unknown): Comparable | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return integer(value);
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  return BigInt(decimalText(value) ?? value);
}

function finite(value: unknown): Comparable | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value + 0 : undefined;
}

function float(round: (value: number) => number): (value: unknown) => Comparable | undefined {
  return value => (typeof value === 'number' ? round(value) + 0 : undefined);
}

function boolean(value: unknown): Comparable | undefined {
  if (typeof value === 'boolean') return value;
  const shown = typeof value === 'string' ? booleanText(value) : undefined;
  return shown === undefined ? undefined : shown === 'true';
}

function day(value: unknown): Comparable | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
}

/** Text by its bytes, as every collation that is deterministic has it for equality, and "C" for the order. */
function text(length?: number): Kind {
  const bytes = (value: unknown) =>
    typeof value === 'string' && value.isWellFormed() ? Buffer.from(value) : undefined;
  const fits = (value: unknown) => !length || typeof value !== 'string' || Array.from(value).length <= length;
  return { stored: value => (fits(value) ? bytes(value) : undefined), asked: bytes, collated: true };
}

/** In memory an instant has milliseconds; a column that has more may hold one that is later. */
function instant(precision: number): Kind {
  const step = 10 ** Math.max(0, 3 - precision);
  const milliseconds = (value: unknown) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? value.getTime() : undefined;
  return {
    stored(value, platform) {
      const time = milliseconds(typeof value === 'string' ? platform.parseDate(value) : value);
      return time !== undefined && time % step === 0 ? time : undefined;
    },
    asked: milliseconds,
    ...(precision > 3 && {
      refuses: operator =>
        operator === '$lt' || operator === '$gte'
          ? undefined
          : `its column has microseconds, which a Date has not; only $lt and $gte are certain, or a column of timestamptz(3)`,
    }),
  };
}

function notOrdered(reason: string): (operator: string) => string | undefined {
  return operator =>
    ['$gt', '$gte', '$lt', '$lte', 'orderBy', '$like'].includes(operator) ? reason : undefined;
}

/** The order of two values of one kind. */
export function compare(one: Comparable, other: Comparable): number {
  if (Buffer.isBuffer(one) && Buffer.isBuffer(other)) return Buffer.compare(one, other);
  // NaN is equal to itself and greater than any number.
  if (Number.isNaN(one) || Number.isNaN(other))
    return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return one < other ? -1 : Number(one > other);
}
