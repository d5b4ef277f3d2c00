import { ClosedSetError } from '../../errors/live-set-errors.ts';
import { Changes, type LiveSetChange } from './changes.ts';
import { type Members } from './members.ts';

/**
 * The objects of a unit that a query finds, which stays right as the unit changes. See `em.liveSet`.
 *
 * Reading it sends nothing and looks only at what may have changed since it was last read. In a transaction it is what the
 * transaction sees, and again what it was when that is rolled back.
 *
 * @example
 * const open = await em.liveSet(Seat, { holder: null }, { orderBy: { number: 'desc' } });
 * const last = open.at(0);
 * if (last) last.holder = await em.findOneOrFail(Customer, { name: 'Ada' });
 * console.assert(last && !open.has(last));
 * open.close();
 * // select … from "seat" …
 * // select … from "customer" …
 */
export class LiveSet<E extends object> implements Iterable<E> {
  readonly #members: Members<E>;
  readonly #changes: Changes<E>;

  /** @internal */
  constructor(members: Members<E>, changes: Changes<E>) {
    this.#members = members;
    this.#changes = changes;
  }

  /** How many members there are. */
  get length(): number {
    return this.#list().length;
  }

  /** As `length`. */
  get size(): number {
    return this.length;
  }

  /** Whether it was closed, by `close`, by `em.clear()` or by the rollback of the transaction that it was opened in. */
  get closed(): boolean {
    return !this.#members.isOpen;
  }

  /** The members as they are now; what changes meanwhile is not seen. */
  [Symbol.iterator](): Iterator<E> {
    return this.toArray()[Symbol.iterator]();
  }

  /** The members as they are now. */
  toArray(): E[] {
    return [...this.#list()];
  }

  /** The member at `index`, from the end when it is negative. */
  at(index: number): E | undefined {
    return this.#list().at(index);
  }

  has(object: E): boolean {
    this.#list();
    return this.#members.has(object);
  }

  /**
   * Asks the database for what memory cannot decide, and stores what is pending before. Does nothing where memory can.
   *
   * With `{ requery: true }` and a condition that memory cannot decide it sends the query again.
   */
  async settled(): Promise<this> {
    this.#requireOpen();
    await this.#members.settle(this.#changes.note);
    return this;
  }

  /**
   * Calls `listener` soon after the members have changed, once for all that has changed together. Returns what ends that.
   *
   * A rollback is a change like any other. Writes to new objects that are not flushed, and to dates and embeddables in place,
   * are heard of when the set is read. What the listener throws is told as a warning of the process.
   */
  onChange(listener: (change: LiveSetChange<E>) => void): () => void {
    this.#list();
    return this.#changes.listen(listener);
  }

  /** Stops following the unit. Reading the set is refused from then on. */
  close(): void {
    this.#changes.end();
    this.#members.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #list(): readonly E[] {
    this.#requireOpen();
    return this.#members.list(this.#changes.note);
  }

  #requireOpen(): void {
    if (this.closed) throw new ClosedSetError(this.#members.entity);
  }
}
