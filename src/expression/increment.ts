import { asValue } from '../mikro/computed/as-value.ts';
import { added } from '../mikro/computed/expressions.ts';
import { requireNumber } from './require-number.ts';

/** What a property starts from that is NULL. Without it NULL stays NULL. */
export interface IfNull<T> {
  readonly ifNull?: T;
}

/**
 * The value of a numeric property plus `by`, as the database computes it.
 *
 * Callers may race: each adds to what the others have stored, so none is lost. Two increments of one property add up.
 *
 * @example
 * const film = await em.findOneOrFail(Film, { title: 'Alien' });
 * await em.updateRow(film, { likes: increment(1) });
 * // select … from "film" … where … = 'Alien' limit 1
 * // update "film" set "likes" = "likes" + 1, … where "id" = 1 returning …
 *
 * @throws ExpressionError when `by` is no finite number, or the column of the property is not numeric
 */
export function increment(by?: number, options?: IfNull<number>): number;
export function increment(by: bigint, options?: IfNull<bigint>): bigint;
export function increment<N extends number | bigint>(by: number | bigint = 1, { ifNull }: IfNull<N> = {}): N {
  requireNumber('increment', by);
  if (ifNull !== undefined) requireNumber('increment', ifNull);
  return asValue(added('increment', '+', by, ifNull));
}
