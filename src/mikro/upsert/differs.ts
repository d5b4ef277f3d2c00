import { type EntityProperty } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { driverOf, tableProps, type UpsertCall } from './upsert-call.ts';

// For these types equal means the same value. Others have no equality (json, point), or one that sees less than is
// stored (citext, numeric); their text tells.
const exact =
  /^(bool|boolean|smallint|int|int[248]|integer|bigint|(small|big)?serial|text|varchar|character varying|uuid|date|timestamp|timestamptz|bytea)\b(?!.*\[)/i;

/** The condition that the insert would change one of `columns`, so that a row that stays as it is is not written. */
export function differs({ em }: UpsertCall, meta: Meta, columns: readonly string[]): string {
  const { platform } = driverOf(em);
  const table = platform.quoteIdentifier(meta.tableName);
  const conditions = columns.map(name => {
    const column = platform.quoteIdentifier(name);
    const cast = isExact(meta, name) ? '' : '::text';
    return `${table}.${column}${cast} is distinct from excluded.${column}${cast}`;
  });
  return `(${conditions.join(' or ')})`;
}

function isExact(meta: Meta, column: string): boolean {
  const prop: EntityProperty | undefined = tableProps(meta).find(candidate =>
    candidate.fieldNames?.includes(column),
  );
  return !prop?.collation && exact.test(prop?.columnTypes?.[prop.fieldNames.indexOf(column)] ?? '');
}
