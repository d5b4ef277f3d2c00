import { asValue } from '../mikro/computed/as-value.ts';
import { called } from '../mikro/computed/expressions.ts';
import { type CopyOf } from './copy-of.ts';

/**
 * The smallest of what a property has and of `values`, as the database compares them. NULL is left out, as in SQL's `least`.
 *
 * Callers may race: the smallest value of all of them is stored, whoever comes last.
 *
 * @example
 * const seat = await em.findOneOrFail(Seat, 1);
 * await em.updateRow(seat, { price: least(500) });
 * // select … from "seat" …
 * // update "seat" set "price" = least("price", 500::int), … where "id" = 1 returning …
 *
 * @throws ExpressionError when the column of the property is no number, text or time
 */
export function least(...values: readonly (number | CopyOf<string>)[]): number;
export function least(...values: readonly (bigint | CopyOf<string>)[]): bigint;
export function least(...values: readonly (string | CopyOf<string>)[]): string;
export function least(...values: readonly (Date | CopyOf<string>)[]): Date;
export function least(...values: readonly unknown[]): unknown {
  return asValue(called('least', values));
}
