import { UnsettledSetError } from '../../errors/live-set-errors.ts';
import { type AskedSource, type DecidedSource, type Place } from '../../mikro/predicate/live-source.ts';

/** What becomes of an object when the members are brought up to date. */
export type Note<E> = (object: E, was: boolean) => void;

/** The members of a live set. */
export interface Members<E> {
  readonly isOpen: boolean;
  readonly entity: string;
  /** The members in order. Throws UnsettledSetError when only the database can tell. */
  list(note: Note<E>): readonly E[];
  has(object: E): boolean;
  /** Asks the database for what only it can tell. */
  settle(note: Note<E>): Promise<void>;
  /** Asks the database for all, and stores nothing. The set cannot be read when that fails, until it is settled. */
  askAgain(note: Note<E>): Promise<void>;
  close(): void;
}

interface Entry<E> {
  readonly object: E;
  readonly place: Place;
  /** When it first came, for new objects that have the same place. */
  readonly number: number;
}

/** Members that memory decides, brought up to date when they are asked for, and only where something may have changed. */
export class DecidedMembers<E extends object> implements Members<E> {
  readonly #source: DecidedSource<E>;
  readonly #entries = new Map<E, Entry<E>>();
  readonly #undecided = new Set<E>();
  #outdated = false;
  #sorted: Entry<E>[] = [];
  #list: readonly E[] | undefined;
  /** Kept when a member leaves: one that is back after a rollback is where it was. */
  readonly #numbers = new WeakMap<E, number>();
  #last = 0;

  constructor(source: DecidedSource<E>) {
    this.#source = source;
  }

  get isOpen(): boolean {
    return this.#source.isOpen;
  }

  get entity(): string {
    return this.#source.entity;
  }

  list(note: Note<E>): readonly E[] {
    this.#update(note);
    if (this.#outdated)
      throw new UnsettledSetError(this.entity, 'the database has refused to be asked again');
    if (this.#undecided.size > 0)
      throw new UnsettledSetError(
        this.entity,
        `${this.#undecided.size} of its objects have values that are not loaded, or that the database computes`,
      );
    return (this.#list ??= this.#sorted.map(({ object }) => object));
  }

  has(object: E): boolean {
    return this.#entries.has(object);
  }

  async settle(note: Note<E>): Promise<void> {
    if (this.#outdated) await this.#ask();
    this.#update(note);
    if (this.#undecided.size > 0) await this.#source.settle([...this.#undecided]);
  }

  async askAgain(): Promise<void> {
    await this.#ask().catch(() => (this.#outdated = true));
  }

  close(): void {
    this.#source.close();
  }

  async #ask(): Promise<void> {
    await this.#source.ask();
    this.#outdated = false;
  }

  #update(note: Note<E>): void {
    const changes = this.#source.changes();
    const objects = this.#undecided.size > 0 ? changes.union(this.#undecided) : changes;
    if (objects.size > this.#sorted.length) return this.#rebuild(objects, note);
    for (const object of objects) this.#place(object, this.#decided(object), note);
  }

  /** The place of a member, null for what is none; the place that it has while nobody can tell. */
  #decided(object: E): Place | null {
    const place = this.#source.decide(object);
    if (place === undefined) this.#undecided.add(object);
    else this.#undecided.delete(object);
    return place === undefined ? (this.#entries.get(object)?.place ?? null) : place;
  }

  #place(object: E, place: Place | null, note: Note<E>): void {
    const entry = this.#entries.get(object);
    if (entry && place && this.#source.compare(entry.place, place) === 0) return;
    if (!entry && !place) return;
    note(object, entry !== undefined);
    this.#list = undefined;
    if (entry) this.#sorted.splice(this.#indexOf(entry), 1);
    this.#entries.delete(object);
    if (!place) return;
    const next = { object, place, number: this.#numberOf(object) };
    this.#entries.set(object, next);
    this.#sorted.splice(this.#indexOf(next), 0, next);
  }

  #numberOf(object: E): number {
    const number = this.#numbers.get(object) ?? ++this.#last;
    this.#numbers.set(object, number);
    return number;
  }

  /** Sorts once where most have changed. */
  #rebuild(objects: ReadonlySet<E>, note: Note<E>): void {
    for (const object of objects) {
      const place = this.#decided(object);
      const entry = this.#entries.get(object);
      if (entry && place && this.#source.compare(entry.place, place) === 0) continue;
      if (entry || place) note(object, entry !== undefined);
      if (place) this.#entries.set(object, { object, place, number: this.#numberOf(object) });
      else this.#entries.delete(object);
    }
    this.#sorted = [...this.#entries.values()].toSorted((one, other) => this.#compare(one, other));
    this.#list = undefined;
  }

  #compare(one: Entry<E>, other: Entry<E>): number {
    return this.#source.compare(one.place, other.place) || one.number - other.number;
  }

  /** Where `entry` is, or would be. */
  #indexOf(entry: Entry<E>): number {
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const at = this.#sorted[middle];
      if (at && this.#compare(at, entry) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Members that the database decides, as it did when it was last asked. */
export class AskedMembers<E extends object> implements Members<E> {
  readonly #source: AskedSource<E>;
  #list: readonly E[] = [];
  #fresh = false;
  #asking = false;

  constructor(source: AskedSource<E>) {
    this.#source = source;
  }

  get isOpen(): boolean {
    return this.#source.isOpen;
  }

  get entity(): string {
    return this.#source.entity;
  }

  /** Notes that something in the unit has changed: what the query itself reads has not. */
  doubt(quiet: boolean): void {
    if (!quiet || !this.#asking) this.#fresh = false;
  }

  list(): readonly E[] {
    if (!this.#fresh)
      throw new UnsettledSetError(
        this.entity,
        'something in the unit has changed since the database was asked',
      );
    return this.#list;
  }

  has(object: E): boolean {
    return this.#list.includes(object);
  }

  async settle(note: Note<E>): Promise<void> {
    await this.#source.flush();
    await this.#ask(note);
  }

  async askAgain(note: Note<E>): Promise<void> {
    this.#fresh = false;
    // The query would not see what is pending.
    if (!this.#source.isEdited()) await this.#ask(note).catch(() => undefined);
  }

  close(): void {
    this.#source.close();
  }

  async #ask(note: Note<E>): Promise<void> {
    const before = this.#list;
    this.#fresh = this.#asking = true;
    try {
      this.#list = await this.#source.ask();
    } catch (error) {
      this.#fresh = false;
      throw error;
    } finally {
      this.#asking = false;
    }
    noteDifference(before, this.#list, note);
  }
}

function noteDifference<E>(before: readonly E[], now: readonly E[], note: Note<E>): void {
  const [had, has] = [new Set(before), new Set(now)];
  for (const object of had.difference(has)) note(object, true);
  for (const object of has.difference(had)) note(object, false);
  const stayed = before.filter(object => has.has(object));
  const order = now.filter(object => had.has(object));
  stayed.forEach((object, at) => {
    if (object !== order[at]) note(object, true);
  });
}
