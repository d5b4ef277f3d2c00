import { isRaw, ReferenceKind, Reference, Utils } from '@mikro-orm/postgresql';
import { KeyValueError } from '../../errors/unique-key-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { columnsOfField } from '../upsert/columns-of-field.ts';

/** One column of a key, with the field that it is of and whether it is given NULL. */
export interface KeyColumn {
  readonly name: string;
  readonly field: string;
  readonly isNull: boolean;
}

/** The columns that `key` has values for. Throws KeyValueError for what is no value. */
export function keyColumnsOf(meta: Meta, key: Data): readonly KeyColumn[] {
  return Object.entries(key).flatMap(([field, value]) => columnsOf(meta, field, value));
}

function columnsOf(meta: Meta, field: string, value: unknown): readonly KeyColumn[] {
  const prop = meta.properties[field as never] as Meta['props'][number] | undefined;
  if (value === undefined) throw new KeyValueError(meta.className, field, 'missing');
  const isInline = prop?.kind === ReferenceKind.EMBEDDED && !prop.object;
  if (isInline && Utils.isPlainObject<Data>(value))
    return Object.entries(value).flatMap(([part, inner]) => inPart(meta, `${field}.${part}`, inner));
  if (!isValue(value, prop?.targetMeta !== undefined))
    throw new KeyValueError(meta.className, field, 'no value');
  return inPart(meta, field, value);
}

function inPart(meta: Meta, field: string, value: unknown): readonly KeyColumn[] {
  if (value === undefined) throw new KeyValueError(meta.className, field, 'missing');
  return columnsOfField(meta, field).map(name => ({ name, field, isNull: value === null }));
}

function isValue(value: unknown, relation: boolean): boolean {
  if (value === null || typeof value !== 'object')
    return typeof value !== 'function' && typeof value !== 'symbol';
  if (Utils.isEntity(value, true) || Reference.isReference(value)) return relation;
  if (isRaw(value)) return false;
  if (Array.isArray(value)) return (value as unknown[]).every(part => isValue(part, relation));
  if (!Utils.isPlainObject<Data>(value)) return true;
  return relation && Object.keys(value).every(name => !name.startsWith('$'));
}
