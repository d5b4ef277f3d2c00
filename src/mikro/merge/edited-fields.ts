import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { stateOf } from '../state/unit-state.ts';

const none: readonly string[] = [];

/** The properties of `object` that the application has changed since the unit loaded them; none of an object that was never stored. */
export function editedFields(em: EntityManager, object: object): readonly string[] {
  if (!stateOf(em).suspects(object)) return none;
  const { __originalEntityData: base } = helper(object);
  return base ? changedFields(em, object, memoryForm(em, object)) : none;
}

/** What is in memory, in the form of a snapshot: property names, database values. */
export function memoryForm(em: EntityManager, object: object): Data {
  return quietly(() => em.getComparator().prepareEntity(object));
}

/** The properties of `object` in which `mine`, its form in memory, differs from the base. */
export function changedFields(em: EntityManager, object: object, mine: Data): readonly string[] {
  const { __meta: meta, __originalEntityData: base, __initialized: loaded } = helper(object);
  const changes: Data = em.getComparator().diffEntities(meta.class, base ?? {}, mine as object);
  const fields = Object.keys(changes);
  // What a reference has no value for was not changed; it was never loaded.
  return loaded ? fields : fields.filter(field => changes[field] !== undefined);
}
