import * as domain from '../../../../domain/index.ts';
import * as entities from '../../../../entities/index.ts';

/** The names of the errors that say no for a reason of the box office's own. */
export const refusals: readonly string[] = Object.entries({ ...domain, ...entities })
  .filter(([, value]) => isKindOf(value, entities.RuleError) || isKindOf(value, domain.NotFoundError))
  .map(([name]) => name);

function isKindOf(value: unknown, base: { readonly prototype: Error }): boolean {
  return typeof value === 'function' && value.prototype instanceof (base as unknown as typeof Error);
}
