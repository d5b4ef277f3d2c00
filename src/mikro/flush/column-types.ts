import { type EntityProperty, type Platform } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';

/** How a value of one column is written in a list of values. */
export interface ValueColumn {
  /** SQL of one value, given its placeholder. */
  readonly cell: (placeholder: string) => string;
}

const known = new WeakMap<Meta, Map<string, ValueColumn>>();

/** The column `name` of the table of `meta`. */
export function valueColumn(platform: Platform, meta: Meta, name: string): ValueColumn {
  let columns = known.get(meta);
  if (!columns) known.set(meta, (columns = new Map()));
  let column = columns.get(name);
  if (!column) columns.set(name, (column = describe(platform, meta, name)));
  return column;
}

function describe(platform: Platform, meta: Meta, name: string): ValueColumn {
  const prop = [...meta.props, ...meta.root.props].find(candidate => candidate.fieldNames?.includes(name));
  const type = prop && castType(platform, prop, prop.fieldNames.indexOf(name));
  const custom = prop?.object ? undefined : prop?.customType;
  return {
    cell: placeholder => {
      const value = custom?.convertToDatabaseValueSQL?.(placeholder, platform) ?? placeholder;
      return type ? `${value}::${type}` : value;
    },
  };
}

const castable: Readonly<Record<string, string>> = {
  serial: 'int',
  smallserial: 'smallint',
  bigserial: 'bigint',
  char: 'bpchar',
  character: 'bpchar',
  bit: 'varbit',
};

/**
 * The type of a column without its length: `varchar(255)` → `varchar`. A cast to a type with a length cuts
 * the value in silence, where the assignment to the column refuses it.
 */
function castType(platform: Platform, prop: EntityProperty, index: number): string | undefined {
  const declared = prop.columnTypes?.[index] ?? prop.columnTypes?.[0];
  if (!declared) return undefined;
  if (prop.nativeEnumName) return declared.replace(/[^[\]]+/, name => platform.quoteIdentifier(name));
  const type = declared.replace(/\s*\([^)]*\)/, '').trim();
  return castable[type.toLowerCase()] ?? type;
}
