import { type AnyEntity, type EntityManager, helper } from '@mikro-orm/postgresql';
import { type Stacks, stacksOf } from '../flush/flush-stacks.ts';
import { isInMapOf } from '../identity/member-of.ts';
import { type UnitOfWork } from '../parts/unit-of-work.ts';

/** What `em` has scheduled. */
export function scheduledBy(em: EntityManager): Stacks {
  return stacksOf(unitOf(em));
}

/** Makes this, and nothing else, what `em` has scheduled. */
export function schedule(em: EntityManager, stacks: Stacks): void {
  unitOf(em).reschedule(stacks);
}

/** Adds to what `em` has scheduled. */
export function scheduleAlso(em: EntityManager, [persist, remove, orphans]: Stacks): void {
  const present = scheduledBy(em);
  schedule(em, [present[0].union(persist), present[1].union(remove), present[2].union(orphans)]);
}

/** Of what was given to a transaction, the removals that it has let go unseen, by clearing its unit. */
export function forgotten(fork: EntityManager, [, remove, orphans]: Stacks): Stacks {
  const isForgotten = (object: AnyEntity) => helper(object).__managed && !isInMapOf(fork, object);
  return [new Set(), new Set([...remove].filter(isForgotten)), new Set([...orphans].filter(isForgotten))];
}

function unitOf(em: EntityManager): UnitOfWork {
  return em.getUnitOfWork(false) as unknown as UnitOfWork;
}
