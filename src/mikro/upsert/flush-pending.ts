import { helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type AnyEntity, type EntityManager } from '@mikro-orm/postgresql';
import { suspectsOf } from '../state/suspects-of.ts';
import { stateOf } from '../state/unit-state.ts';
import { type Draft } from './draft.ts';
import { type UpsertCall } from './upsert-call.ts';

/**
 * Stores what the unit still has to store of the class, so that the upsert meets the rows as the unit left
 * them, and rows that its data refers to. Given objects are left out: the upsert itself stores them.
 */
export async function flushPending({ em, meta }: UpsertCall, drafts: readonly Draft[]): Promise<void> {
  const given = new Set(drafts.flatMap(({ object }) => (object ? [object] : [])));
  const ofClass = (object: object) => !given.has(object) && helper(object).__meta.root === meta.root;
  const uow = em.getUnitOfWork(false);
  const pending = [suspectsOf(em), uow.getPersistStack(), uow.getRemoveStack(), uow.getOrphanRemoveStack()];
  if (!pending.some(objects => [...objects].some(ofClass)) && !drafts.some(refersToNew)) return;
  await withoutThem(em, given, () => em.flush());
}

function refersToNew({ given, object }: Draft): boolean {
  const values = object
    ? helper(object).__meta.relations.map(({ name }) => given[name] as unknown)
    : Object.values(given);
  return values.some(value => {
    const target: unknown = Reference.isReference(value) ? Reference.unwrapReference(value as object) : value;
    return Utils.isEntity(target) && !helper(target as object).__managed;
  });
}

async function withoutThem(
  em: EntityManager,
  given: ReadonlySet<object>,
  flush: () => Promise<void>,
): Promise<void> {
  const { written, exposed } = stateOf(em);
  const persisted = em.getUnitOfWork(false).getPersistStack();
  const taken = [written, exposed, persisted].map(
    objects =>
      [objects as Set<object>, [...given].filter(object => (objects as Set<object>).delete(object))] as const,
  );
  try {
    await flush();
  } finally {
    for (const [objects, members] of taken) for (const member of members) objects.add(member as AnyEntity);
  }
}
