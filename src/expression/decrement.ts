import { asValue } from '../mikro/computed/as-value.ts';
import { added } from '../mikro/computed/expressions.ts';
import { type IfNull } from './increment.ts';
import { requireNumber } from './require-number.ts';

/**
 * The value of a numeric property less `by`, as the database computes it.
 *
 * Callers may race, as with `increment`. What it must not fall below is for a constraint or for `onlyIf` to say.
 *
 * @example
 * const show = await em.findOneOrFail(Show, 1);
 * const sold = await em.updateRow(show, { seatsLeft: decrement(2) }, { onlyIf: { seatsLeft: { $gte: 2 } } });
 * // select … from "show" …
 * // update "show" set "seats_left" = "seats_left" - 2, … where "id" = 1 and "seats_left" >= 2 returning …
 *
 * @throws ExpressionError when `by` is no finite number, or the column of the property is not numeric
 */
export function decrement(by?: number, options?: IfNull<number>): number;
export function decrement(by: bigint, options?: IfNull<bigint>): bigint;
export function decrement<N extends number | bigint>(by: number | bigint = 1, { ifNull }: IfNull<N> = {}): N {
  requireNumber('decrement', by);
  if (ifNull !== undefined) requireNumber('decrement', ifNull);
  return asValue(added('decrement', '-', by, ifNull));
}
