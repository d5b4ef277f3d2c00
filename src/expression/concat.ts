import { asValue } from '../mikro/computed/as-value.ts';
import { called } from '../mikro/computed/expressions.ts';
import { type CopyOf } from './copy-of.ts';

/**
 * What a text property has with `parts` after it, as the database joins them. NULL counts as an empty text, as in SQL's `concat`.
 *
 * Callers may race: each adds to what the others have stored.
 *
 * @example
 * const film = await em.findOneOrFail(Film, { title: 'Alien' });
 * await em.updateRow(film, { title: concat(' (director’s cut)') });
 * // select … from "film" … limit 1
 * // update "film" set "title" = concat("title", ' (director’s cut)'::text), … where "id" = 1 returning …
 *
 * @throws ExpressionError when the column of the property is no text
 */
export function concat(...parts: readonly (string | CopyOf<string>)[]): string {
  return asValue(called('concat', parts));
}
