import { type AnyEntity } from '@mikro-orm/postgresql';
import { type UnitOfWork } from '../parts/unit-of-work.ts';

/** What is scheduled in a unit: to be persisted, to be removed, and to be removed as orphans. */
export type Stacks = readonly [
  persist: ReadonlySet<AnyEntity>,
  remove: ReadonlySet<AnyEntity>,
  orphans: ReadonlySet<AnyEntity>,
];

/** What is scheduled in a unit, around a flush: the flush takes only what it was given, and only when it succeeds. */
export class FlushStacks {
  readonly #given: Stacks;
  #taken: Stacks;

  constructor(private readonly uow: UnitOfWork) {
    this.#given = this.#taken = stacksOf(uow);
  }

  /** Notes that the flush has found all that follows from what it was given. */
  gathered(): void {
    this.#taken = stacksOf(this.uow);
  }

  /** What must be scheduled after the flush. */
  left(succeeded: boolean): Stacks {
    const [persist, remove, orphans] = stacksOf(this.uow);
    const added: Stacks = [
      persist.difference(this.#taken[0]),
      remove.difference(this.#taken[1]),
      orphans.difference(this.#taken[2]),
    ];
    if (succeeded) return added;
    return [this.#given[0].union(added[0]), this.#given[1].union(added[1]), this.#given[2].union(added[2])];
  }
}

export function stacksOf(uow: UnitOfWork): Stacks {
  return [new Set(uow.getPersistStack()), new Set(uow.getRemoveStack()), new Set(uow.getOrphanRemoveStack())];
}
