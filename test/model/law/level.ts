import type { Fields } from './row.ts';
import type { StoredRows } from './stored-rows.ts';
import type { UnitObject } from './unit-object.ts';

/** What a unit consists of. */
export interface Members {
  readonly objects: ReadonlyMap<string, UnitObject>;
  readonly replaced: ReadonlySet<UnitObject>;
  readonly departed: ReadonlyMap<UnitObject, Partial<Fields>>;
}

/** An open transaction or savepoint: what its rollback puts back. */
export class Level {
  /** What the objects were when the level began; of one that it has loaded, when the application first touched it. */
  readonly #images = new Map<UnitObject, () => void>();
  readonly #touched = new Set<UnitObject>();
  /** Objects that it has made of rows that it has written. */
  readonly written = new Set<UnitObject>();

  constructor(
    readonly members: Members,
    public stored: StoredRows,
  ) {
    for (const object of [...members.objects.values(), ...members.replaced])
      this.#images.set(object, object.image());
  }

  has(object: UnitObject): boolean {
    return this.#images.has(object);
  }

  /** The application is about to write to `object`. */
  touch(object: UnitObject): void {
    if (!this.has(object)) this.#images.set(object, object.image());
    this.#touched.add(object);
  }

  /** A read is about to. What the level has loaded, and reads again, is as true when it is rolled back. */
  touchByRead(object: UnitObject): void {
    if (this.has(object)) this.#touched.add(object);
  }

  /** Gives what it knows of what it has touched to the level around it. */
  mergeInto(around: Level): void {
    for (const object of this.#touched) {
      if (!around.has(object)) around.#images.set(object, this.#images.get(object)!);
      around.#touched.add(object);
    }
    for (const object of this.written) around.written.add(object);
  }

  /** Restores the objects; returns those that it has loaded and that are as they were stored. */
  restore(members: Iterable<UnitObject>): UnitObject[] {
    const known = new Set([...members, ...this.#images.keys()]);
    for (const restore of this.#images.values()) restore();
    return [...known].filter(object => !object.isNew && !this.written.has(object));
  }
}
