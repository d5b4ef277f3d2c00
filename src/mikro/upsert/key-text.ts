import { type EntityProperty, isRaw, type Platform } from '@mikro-orm/postgresql';
import { canonicalTextOf } from '../identity/canonical-text.ts';
import { type Meta } from '../parts/internals.ts';
import { type RowToWrite } from './row-to-write.ts';

/** A text that two rows share when PostgreSQL would find their keys equal; undefined when only it can tell. */
export function keyText(platform: Platform, meta: Meta, { target, columns }: RowToWrite): string | undefined {
  if (!target.columns) return undefined;
  const parts = [target.sql];
  for (const name of target.columns) {
    const value: unknown = columns[name];
    if (value === undefined || value === null || isRaw(value)) return undefined;
    const prop = propertyOf(meta, name);
    parts.push(prop ? canonicalTextOf(prop, platform)(value) : JSON.stringify(value));
  }
  return JSON.stringify(parts);
}

/** The property that a column is of, as if it had that column alone. */
function propertyOf(meta: Meta, column: string): EntityProperty | undefined {
  const prop: EntityProperty | undefined = meta.props.find(candidate =>
    candidate.fieldNames?.includes(column),
  );
  if (!prop || prop.fieldNames.length === 1) return prop;
  const type = prop.columnTypes[prop.fieldNames.indexOf(column)];
  return { ...prop, columnTypes: type === undefined ? [] : [type] };
}
