import { helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type EntityManager } from '../../src/index.ts';
import { quietly } from '../../src/mikro/state/quietly.ts';
import { stateOfObject } from '../../src/mikro/state/unit-state.ts';

/** Those of `objects` that the unit has heard of: its members, what is to be persisted, and what these lead to. */
export function knownTo(em: EntityManager, objects: readonly object[]): object[] {
  const persisted: ReadonlySet<object> = em.getUnitOfWork(false).getPersistStack();
  const known = new Set<object>();
  quietly(() => {
    for (const object of objects)
      if (stateOfObject(object) !== undefined || persisted.has(object)) reach(object, known);
  });
  return objects.filter(object => known.has(object));
}

function reach(object: object, known: Set<object>): void {
  if (known.has(object)) return;
  known.add(object);
  for (const { name } of helper(object).__meta.relations) {
    const value: unknown = Reflect.get(object, name);
    const targets = Utils.isCollection<object>(value) ? value.getItems(false) : [value];
    for (const target of targets)
      if (Utils.isEntity<object>(target, true)) reach(Reference.unwrapReference(target), known);
  }
}
