import { asValue } from '../mikro/computed/as-value.ts';
import { called } from '../mikro/computed/expressions.ts';
import { type CopyOf } from './copy-of.ts';

/**
 * The greatest of what a property has and of `values`, as the database compares them. NULL is left out, as in SQL's `greatest`.
 *
 * Callers may race: the greatest value of all of them is stored, whoever comes last.
 *
 * @example
 * const seat = await em.findOneOrFail(Seat, 1);
 * await em.updateRow(seat, { price: greatest(500) });
 * // select … from "seat" …
 * // update "seat" set "price" = greatest("price", 500::int), … where "id" = 1 returning …
 *
 * @throws ExpressionError when the column of the property is no number, text or time
 */
export function greatest(...values: readonly (number | CopyOf<string>)[]): number;
export function greatest(...values: readonly (bigint | CopyOf<string>)[]): bigint;
export function greatest(...values: readonly (string | CopyOf<string>)[]): string;
export function greatest(...values: readonly (Date | CopyOf<string>)[]): Date;
export function greatest(...values: readonly unknown[]): unknown {
  return asValue(called('greatest', values));
}
