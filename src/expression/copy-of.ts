import { asValue } from '../mikro/computed/as-value.ts';
import { copied } from '../mikro/computed/expressions.ts';

declare const copiedProperty: unique symbol;

/** The value of the property `P` of the same row; it takes the place of a value in `em.updateRow` where their types agree. */
export interface CopyOf<P extends string> {
  readonly [copiedProperty]: P;
}

/**
 * The value of another property of the same row, as it is stored when the row is written.
 *
 * To assign it to a property, give the object as well, whose type tells which properties there are.
 *
 * @example
 * const seat = await em.findOneOrFail(Seat, 1);
 * await em.updateRow(seat, { price: copyOf('listPrice') });
 * seat.price = copyOf(seat, 'listPrice');
 * await em.flush();
 * // select … from "seat" …
 * // update "seat" set "price" = "list_price", … where "id" = 1 returning …
 * // begin
 * // update "seat" set "price" = "list_price", … where "id" = 1 and "version" = 2 returning …
 * // commit
 *
 * @throws ExpressionError when the class has no such property, or it has no column of its own
 */
export function copyOf<P extends string>(property: P): CopyOf<P>;
export function copyOf<E extends object, P extends keyof E & string>(object: E, property: P): E[P];
export function copyOf(...given: readonly [string] | readonly [object, string]): unknown {
  const [first, second] = given;
  return asValue(copied(typeof first === 'string' ? first : String(second)));
}
