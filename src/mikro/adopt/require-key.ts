import { UnadoptableRowError } from '../../errors/adopt-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/** Refuses a row that does not have its whole primary key, by column or by property. */
export function requireKey(meta: Meta, row: Data, index: number): void {
  const missing = meta
    .getPrimaryProps()
    .filter(({ name }) => row[name] == null)
    .flatMap(({ fieldNames }) => fieldNames)
    .filter(column => row[column] == null);
  if (missing.length > 0) throw new UnadoptableRowError(meta.className, missing, index);
}
