import { type EntityProperty, type Platform } from '@mikro-orm/postgresql';
import { decimalText, floatText, integerText } from './canonical-number.ts';
import { columnKindOf, type ColumnKind } from './column-kind.ts';

/** Gives equal texts for two database values when, and only when, PostgreSQL calls them equal. */
export type CanonicalText = (value: unknown) => string;

/** The text of a column's value; undefined for a value that the column cannot hold. */
type KindText = (value: unknown, platform: Platform) => string | undefined;

const lowerUuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const anyUuid = /^(?:[\da-f]{4}-?){7}[\da-f]{4}$/i;

const texts: Readonly<Record<ColumnKind, KindText>> = {
  integer: integerText,
  numeric: decimalText,
  float4: value => floatText(value, Math.fround),
  float8: value => floatText(value, exact => exact),
  uuid: uuidText,
  boolean: booleanText,
  // PostgreSQL folds more than ASCII in most locales; which, only it knows. Two rows must never share an object.
  citext: value => String(value).replace(/[A-Z]+/g, letters => letters.toLowerCase()),
  padded: value => String(value).replace(/ +$/, ''),
  date: dateText,
  timestamp: timestampText,
  other: () => undefined,
};

/** The canonical text of the values that `prop` has in the database. */
export function canonicalTextOf(prop: EntityProperty<any>, platform: Platform): CanonicalText {
  const textOf = texts[columnKindOf(prop)];
  return value => textOf(value, platform) ?? ownText(value);
}

/** The text of a uuid as PostgreSQL shows it. */
export function uuidText(value: unknown): string | undefined {
  const text = String(value);
  if (lowerUuid.test(text)) return text;
  const bare = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  if (!anyUuid.test(bare)) return undefined;
  return bare
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const spellings = { true: ['true', 'yes', 'on', '1'], false: ['false', 'no', 'off', '0'] };

/** `true` or `false`, which PostgreSQL understands from any beginning that says which. */
export function booleanText(value: unknown): string | undefined {
  const text = String(value).trim().toLowerCase();
  if (!text || text === 'o') return undefined;
  if (spellings.true.some(word => word.startsWith(text))) return 'true';
  return spellings.false.some(word => word.startsWith(text)) ? 'false' : undefined;
}

function dateText(value: unknown, platform: Platform): string | undefined {
  if (!(value instanceof Date)) return /^\s*(\d{4,}-\d\d-\d\d)(?![\d-])/.exec(String(value))?.[1];
  if (Number.isNaN(value.getTime())) return undefined;
  const zone = platform.getTimezone();
  const local = new Date(
    value.getTime() - (!zone || zone === 'local' ? value.getTimezoneOffset() * 60_000 : 0),
  );
  return local.toISOString().slice(0, 10);
}

function timestampText(value: unknown, platform: Platform): string | undefined {
  const instant: unknown = value instanceof Date ? value : platform.parseDate(String(value));
  return instant instanceof Date && !Number.isNaN(instant.getTime()) ? instant.toISOString() : undefined;
}

/** A value that is a key of its own, whatever it looks like. Composite keys are joined with three tildes. */
function ownText(value: unknown): string {
  if (typeof value === 'string') return value.includes('~') ? value.replaceAll('~', '~0') : value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
