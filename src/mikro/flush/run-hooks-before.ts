import { type EntityManager, helper, Utils } from '@mikro-orm/postgresql';
import { bindChanges } from '../computed/bind-changes.ts';
import { type ChangeSet, type Data } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

/**
 * Calls the hooks that come before a change is stored, and adds to it what they assign. As MikroORM does, but that the object is
 * looked at quietly: a value that the database has yet to compute is no reason to fail.
 */
export async function runHooksBefore(em: EntityManager, type: string, changeSet: ChangeSet): Promise<void> {
  const { entity, meta, payload } = changeSet;
  const events = em.getEventManager();
  if (!events.hasListeners(type as never, meta)) return;
  const comparator = em.getComparator();
  const image = () => quietly(() => comparator.prepareEntity(entity as object));

  const before = image();
  await events.dispatchEvent(type as never, { entity, meta, em, changeSet } as never);
  const diff = comparator.diffEntities(meta.class, before as never, image() as never) as Data;

  Object.assign(payload as Data, diff);
  bindChanges(em, [changeSet]);
  const identifiers = Utils.asArray(helper(entity as object).__identifier ?? []);
  meta.primaryKeys.forEach((name, part) => {
    if (diff[name]) identifiers[part]?.setValue(diff[name]);
  });
}
