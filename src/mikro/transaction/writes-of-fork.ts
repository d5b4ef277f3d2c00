import { type EntityManager, type FlushEventArgs } from '@mikro-orm/postgresql';
import { parentOf } from '../state/unit-state.ts';

const writes = new WeakMap<EntityManager, Set<object>>();

/** From now on, the objects whose rows are written in the transaction of `fork`: by its flushes, or as `noteRowWritten` says. */
export function writesOf(fork: EntityManager): ReadonlySet<object> {
  const written = new Set<object>();
  writes.set(fork, written);
  // A transaction inside this one hears with the same ears.
  fork.getEventManager().registerSubscriber({
    afterFlush({ uow }: FlushEventArgs) {
      for (const { entity } of uow.getChangeSets()) written.add(entity);
    },
  });
  return written;
}

/** Notes that `object` has what a statement of a transaction of `em` has, or may have, written. */
export function noteRowWritten(em: EntityManager, object: object): void {
  for (let around: EntityManager | undefined = em; around; around = parentOf(around))
    writes.get(around)?.add(object);
}
