import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { rowOwner } from '../identity/row-owner.ts';
import { isEdited } from '../reads/unit-is-edited.ts';
import { writesOf } from './writes-of-fork.ts';

/** What a transaction loads, which is as true when it is rolled back as it was before. */
export class LoadsOfFork {
  readonly #written: ReadonlySet<object>;

  constructor(
    private readonly em: EntityManager,
    private readonly fork: EntityManager,
  ) {
    this.#written = writesOf(fork);
  }

  /** The unit takes over what was loaded, but not what the transaction has changed: that was never stored. */
  rolledBack(): void {
    const map = this.em.getUnitOfWork(false).getIdentityMap();
    for (const object of this.fork.getUnitOfWork(false).getIdentityMap()) {
      const wrapped = helper(object);
      if (!wrapped.__managed || this.#written.has(object) || rowOwner(this.em, object)) continue;
      if (isEdited(this.fork, object)) continue;
      map.store(object);
      wrapped.__em = this.em;
    }
  }
}
