import { type ConflictKind } from '../errors/conflict-error.ts';

/** The loaded objects that are not what is stored, as a set that knows of each why. */
export class StaleObjects<E extends object = object> implements Iterable<E> {
  readonly #kinds: ReadonlyMap<E, ConflictKind>;

  constructor(kinds: ReadonlyMap<E, ConflictKind>) {
    this.#kinds = kinds;
  }

  get size(): number {
    return this.#kinds.size;
  }

  has(object: object): boolean {
    return this.kindOf(object) !== undefined;
  }

  /** Whether the row of `object` was changed or is deleted; undefined when the object is not stale. */
  kindOf(object: object): ConflictKind | undefined {
    const kinds: ReadonlyMap<object, ConflictKind> = this.#kinds;
    return kinds.get(object);
  }

  [Symbol.iterator](): Iterator<E> {
    return this.#kinds.keys();
  }
}
