import { asValue } from '../mikro/computed/as-value.ts';
import { currentTime } from '../mikro/computed/expressions.ts';

/**
 * The time of the database, when the transaction began that stores it.
 *
 * It is one clock for all processes, and the same time in all rows of one transaction.
 *
 * @example
 * const show = await em.findOneOrFail(Show, 1);
 * await em.updateRow(show, { startsAt: now() });
 * // select … from "show" …
 * // update "show" set "starts_at" = now(), … where "id" = 1 returning …
 *
 * @throws ExpressionError when the column of the property is no date or time
 */
export function now(): Date {
  return asValue(currentTime());
}
