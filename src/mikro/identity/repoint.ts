import { type EntityManager, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { rememberFor } from '../state/remember.ts';
import { hydratePlainly } from '../memory/hydrate-plainly.ts';
import { rowOwner } from './row-owner.ts';

/** Makes the relations of `object` lead to the objects that the unit of `em` has for their rows. */
export function repoint(em: EntityManager, object: object): void {
  const { __meta: meta, __data: data } = helper(object) as { __meta: Meta; __data: Data };
  rememberFor(em, object);
  const own = (target: object): object => rowOwner(em, target) ?? target;
  for (const { name } of meta.relations) {
    const value: unknown = data[name];
    if (Utils.isCollection(value)) {
      const items = value.getItems(false);
      if (items.some(item => own(item) !== item)) hydratePlainly(value, items.map(own));
    } else if (Utils.isEntity<object>(value, true)) {
      const target = Reference.unwrapReference(value);
      if (own(target) !== target)
        data[name] = Reference.isReference(value) ? Reference.create(own(target)) : own(target);
    }
  }
}
