import { type UnitOfWork } from '@mikro-orm/postgresql';

/** Whether the next flush deletes the row of `object`. */
export function isScheduledForRemoval(uow: UnitOfWork, object: object): boolean {
  return uow.getRemoveStack().has(object) || uow.getOrphanRemoveStack().has(object);
}
