import { type AnyEntity, type EntityManager, helper } from '@mikro-orm/postgresql';
import { isInMapOf } from '../identity/member-of.ts';

/** What a unit was to remove when a transaction of it began, which is up to the transaction then. */
export class RemovalsOfUnit {
  readonly #fork: EntityManager;
  readonly #stacks: readonly Removals[];

  constructor(em: EntityManager, fork: EntityManager) {
    const [own, forked] = [em.getUnitOfWork(false), fork.getUnitOfWork(false)];
    this.#fork = fork;
    this.#stacks = [
      new Removals(em, own.getRemoveStack(), forked.getRemoveStack()),
      new Removals(em, own.getOrphanRemoveStack(), forked.getOrphanRemoveStack()),
    ];
  }

  committed(): void {
    for (const stack of this.#stacks) stack.committed(this.#fork);
  }

  rolledBack(): void {
    for (const stack of this.#stacks) stack.rolledBack();
  }
}

class Removals {
  /** The objects, with their bases. */
  readonly #given: ReadonlyMap<AnyEntity, object | undefined>;

  constructor(
    private readonly em: EntityManager,
    private readonly own: Set<AnyEntity>,
    forked: Set<AnyEntity>,
  ) {
    this.#given = new Map([...own].map(object => [object, helper(object).__originalEntityData]));
    for (const object of own) forked.add(object);
  }

  /** What the transaction has let go unseen, by clearing its unit, is still to be removed. */
  committed(fork: EntityManager): void {
    for (const object of this.#given.keys())
      if (!helper(object).__managed || isInMapOf(fork, object)) this.own.delete(object);
  }

  /** What the transaction has removed is a member again, with the base that its removal was decided on. */
  rolledBack(): void {
    for (const [object, base] of this.#given) {
      this.own.add(object);
      if (!base || helper(object).__managed) continue;
      Object.assign(helper(object), { __managed: true, __originalEntityData: base });
      this.em.getUnitOfWork(false).getIdentityMap().store(object);
    }
  }
}
