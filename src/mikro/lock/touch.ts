import {
  type EntityManager,
  helper,
  OptimisticLockError,
  Reference,
  ValidationError,
} from '@mikro-orm/postgresql';
import { noteWrite } from '../state/edit-tracking.ts';
import { rememberWrite } from '../state/remember.ts';
import { stateOf } from '../state/unit-state.ts';
import { versionPropertyOf } from '../state/version-property.ts';

/** `em.touch`. What is new gets its first version anyway. */
export function touch(em: EntityManager, given: object): void {
  const object: object = Reference.unwrapReference(given);
  const { __meta: meta, __managed: managed, __originalEntityData: base } = helper(object);
  if (!versionPropertyOf(meta)) throw OptimisticLockError.notVersioned(meta);
  const uow = em.getUnitOfWork(false);
  if (!managed && uow.getPersistStack().has(object)) return;
  if (!managed || !base || uow.getIdentityMap().getByEntity(object) !== object)
    throw ValidationError.entityNotManaged(object as never);
  rememberWrite(object);
  noteWrite(object);
  stateOf(em).touched.add(object);
}
