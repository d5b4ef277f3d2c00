import { type Members, type Note } from './members.ts';

/** What has become of the members of a live set since its listeners last heard of it. */
export interface LiveSetChange<E> {
  readonly entered: readonly E[];
  readonly left: readonly E[];
  /** Members that stayed, and whose place in the order is another one. */
  readonly moved: readonly E[];
}

/** How many changed objects are kept until they are looked at, where nobody reads the set. */
const kept = 1000;

/** Who hears of the changes of a live set, and what they have not heard of yet. */
export class Changes<E extends object> {
  readonly #members: () => Members<E>;
  readonly #listeners = new Set<(change: LiveSetChange<E>) => void>();
  /** The objects that have changed, and whether they were members before. */
  readonly #before = new Map<E, boolean>();
  #soon = false;

  constructor(members: () => Members<E>) {
    this.#members = members;
  }

  /** Notes that `object`, which was a member or not, changes. */
  readonly note: Note<E> = (object, was) => {
    if (this.#listeners.size === 0) return;
    if (!this.#before.has(object)) this.#before.set(object, was);
    this.#announceSoon();
  };

  listen(listener: (change: LiveSetChange<E>) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  end(): void {
    this.#listeners.clear();
    this.#before.clear();
  }

  /** Hears that something in the unit may have changed. */
  heard(objects: number): void {
    if (this.#listeners.size > 0 || objects >= kept) this.#announceSoon();
  }

  #announceSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      this.#announce();
    });
  }

  #announce(): void {
    const members = this.#members();
    if (!members.isOpen) return;
    try {
      members.list(this.note);
    } catch {
      // Who reads the set is told why; they hear of it once that is settled.
      return;
    }
    const change = this.#take(members);
    if (change.entered.length + change.left.length + change.moved.length > 0)
      for (const listener of this.#listeners) tell(listener, change);
  }

  #take(members: Members<E>): LiveSetChange<E> {
    const change: { entered: E[]; left: E[]; moved: E[] } = { entered: [], left: [], moved: [] };
    for (const [object, was] of this.#before) {
      const is = members.has(object);
      if (is && was) change.moved.push(object);
      else if (is !== was) (is ? change.entered : change.left).push(object);
    }
    this.#before.clear();
    return change;
  }
}

function tell<E>(listener: (change: LiveSetChange<E>) => void, change: LiveSetChange<E>): void {
  try {
    listener(change);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
  }
}
