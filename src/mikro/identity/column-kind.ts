import { type EntityProperty } from '@mikro-orm/postgresql';

/** The kinds of columns whose values are the same in more than one spelling. */
export type ColumnKind =
  | 'integer'
  | 'numeric'
  | 'float4'
  | 'float8'
  | 'uuid'
  | 'boolean'
  | 'citext'
  | 'padded'
  | 'date'
  | 'timestamp'
  | 'other';

const kinds: Readonly<Record<string, ColumnKind>> = {
  smallint: 'integer',
  int: 'integer',
  integer: 'integer',
  bigint: 'integer',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  smallserial: 'integer',
  serial: 'integer',
  bigserial: 'integer',
  oid: 'integer',
  numeric: 'numeric',
  decimal: 'numeric',
  real: 'float4',
  float4: 'float4',
  'double precision': 'float8',
  float8: 'float8',
  uuid: 'uuid',
  boolean: 'boolean',
  bool: 'boolean',
  citext: 'citext',
  char: 'padded',
  character: 'padded',
  bpchar: 'padded',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  'timestamp with time zone': 'timestamp',
  'timestamp without time zone': 'timestamp',
};

/** The kind of the column that holds `prop`, which is no relation. */
export function columnKindOf(prop: EntityProperty<any>): ColumnKind {
  const type = (prop.columnTypes?.[0] ?? '').toLowerCase();
  if (type.includes('[')) return 'other';
  return kinds[type.replace(/\s*\([^)]*\)/, '').trim()] ?? 'other';
}
