import { asValue } from '../mikro/computed/as-value.ts';
import { negated } from '../mikro/computed/expressions.ts';
import { type IfNull } from './increment.ts';

/**
 * The opposite of what a boolean property has, as the database computes it. NULL stays NULL unless `ifNull` says what it counts as.
 *
 * Callers may race: two of them leave it as it was.
 *
 * @example
 * const expression: boolean = toggle();
 *
 * @throws ExpressionError when the column of the property is no boolean
 */
export function toggle({ ifNull }: IfNull<boolean> = {}): boolean {
  return asValue(negated('toggle', ifNull));
}
