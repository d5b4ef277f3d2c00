import { type EntityManager, helper, Reference, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { relatedObjects } from '../identity/related-objects.ts';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { joinUnit, stateOf } from '../state/unit-state.ts';

/** Takes an object that was not stored out of all that it was put into, so that no flush comes to it. */
export function forgetNew(em: EntityManager, object: object): void {
  const wrapped = helper(object);
  if (wrapped.__managed && wrapped.__originalEntityData) return;
  quietly(() => {
    for (const prop of wrapped.__meta.relations) {
      for (const target of relatedObjects((object as Data)[prop.name]))
        removeFrom(target, prop.inversedBy ?? prop.mappedBy, object);
    }
  });
  em.getUnitOfWork(false)
    .getPersistStack()
    .delete(object as never);
  const state = stateOf(em);
  joinUnit(object, state);
  state.departed.set(object, undefined);
}

function removeFrom(target: object, name: string | undefined, object: object): void {
  if (!name) return;
  const prop = helper(target).__meta.properties[name as never] as { kind: ReferenceKind } | undefined;
  const inverse: unknown = prop && (target as Data)[name];
  if (Utils.isCollection<object>(inverse)) {
    if (!inverse.contains(object)) return;
    inverse.removeWithoutPropagation(object as never);
    const before = (inverse as unknown as { getSnapshot(): object[] | undefined }).getSnapshot() ?? [];
    const items = inverse.getItems(false);
    if (items.length === before.length && items.every(item => before.includes(item))) inverse.setDirty(false);
  } else if (
    prop?.kind === ReferenceKind.ONE_TO_ONE &&
    Reference.unwrapReference(inverse as object) === object
  )
    (helper(target).__data as Data)[name] = null;
}
