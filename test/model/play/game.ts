import {
  ConflictError,
  DetachedObjectError,
  type EntityManager,
  type MikroORM,
  UniqueConstraintViolationException,
} from '../../../src/index.ts';
import { quietly } from '../../../src/mikro/state/quietly.ts';
import { type Paper, Shelf } from '../entities.ts';
import { allFields, type Fields, type Kind, same } from '../law/row.ts';
import { keyOf, StoredRows } from '../law/stored-rows.ts';
import { type FlushPlan, Unit } from '../law/unit.ts';
import { type Reading, UnitObject } from '../law/unit-object.ts';
import { agree } from './agree.ts';
import { loadedFields, textOfConflict } from './conflict-text.ts';
import { expectImage } from './image.ts';
import type { OtherSession } from './other-session.ts';
import { typeOf } from './read-paths.ts';
import type { Watch, Watched } from './watch.ts';

/** Where one run is played. */
export interface Table {
  readonly orm: MikroORM;
  readonly other: OtherSession;
  readonly watch: Watch;
}

/** A step failed as it had to, and ends the transaction that it was in. */
export class StepFailed extends Error {}

/** One run: a unit of work and the database on one side, the model of both on the other. */
export class Game {
  readonly orm: MikroORM;
  /** The manager that the application works with: that of the unit, or of the transaction that is open. */
  em: EntityManager;
  readonly other: OtherSession;
  readonly watch: Watch;
  readonly unit = new Unit();
  stored: StoredRows;
  #strangeVersion = 0;
  #mayHaveWritten = false;
  readonly #real = new Map<UnitObject, Paper>();

  constructor({ orm, other, watch }: Table, stored: StoredRows) {
    this.orm = orm;
    this.em = orm.em.fork();
    this.other = other;
    this.watch = watch;
    this.stored = stored;
  }

  /** The application's object. */
  real(object: UnitObject): Paper {
    return this.#real.get(object)!;
  }

  /** A loaded or new object whose row is not to be deleted. */
  usable(kind: Kind, id: number): UnitObject | undefined {
    const object = this.unit.get(kind, id);
    return object?.removed ? undefined : object;
  }

  add(object: UnitObject, real: Paper): void {
    this.unit.add(object);
    this.#real.set(object, real);
  }

  /** I1: the unit's object for a row that was read is the one it had, which is as R1 to R3 say. */
  sees(real: Paper | null | undefined, reading: Reading): void {
    const { kind, id } = reading.row;
    agree(real?.constructor, typeOf(kind), `an object for ${keyOf(reading.row)}`);
    const known = this.unit.get(kind, id);
    if (!known) return this.add(UnitObject.loaded(reading), real!);
    this.isSame(real, known);
    known.read(reading);
  }

  isSame(real: unknown, known: UnitObject): void {
    agree(real === this.real(known), true, `the object for ${keyOf(known)} is the one that the unit has`);
  }

  /** Runs `work`. What of its flushes failed as it had to is undefined; what failed otherwise is thrown. */
  async run<T>(work: () => Promise<T> | T): Promise<Watched<T> | undefined> {
    const watched = await this.watched(work);
    const { error, flushes } = watched;
    if (error === undefined) this.hasFlushed(flushes);
    else if (!this.hasFailedToFlush(error, flushes)) throw error;
    else this.endTransaction();
    return error === undefined ? watched : undefined;
  }

  /** What failed in a transaction has broken it. */
  endTransaction(): void {
    if (this.unit.level) throw new StepFailed();
  }

  async watched<T>(work: () => Promise<T> | T): Promise<Watched<T>> {
    const watched = await this.watch.run(this.orm, work);
    this.#mayHaveWritten ||= watched.statements.some(sql => !sql.startsWith('select'));
    return watched;
  }

  /** Flushes succeeded: they had to be able to. */
  hasFlushed(flushes: number): void {
    if (flushes === 0) return;
    const plan = this.unit.plan(this.stored);
    const expected = {
      refused: plan.refused,
      conflicts: plan.conflicts.map(textOfConflict),
      violates: plan.violates,
    };
    agree({ refused: false, conflicts: [], violates: false }, expected, 'a flush that succeeded');
    this.unit.flushed(plan.next);
    this.holdsLocks ||= plan.writes;
    this.unit.orphans.clear();
    this.stored = plan.next;
  }

  /** Whether `error` is what the next flush had to fail with. */
  hasFailedToFlush(error: Error, flushes: number): boolean {
    const plan = this.unit.plan(this.stored);
    if (error instanceof DetachedObjectError) {
      agree(true, plan.refused, `refused: ${error.message}`);
      this.unit.orphans.clear();
      return true;
    }
    if (flushes === 0) return false;
    this.unit.orphans.clear();
    if (error instanceof UniqueConstraintViolationException) return plan.violates || plan.mayViolate;
    return error instanceof ConflictError && this.#isExpected(error, plan);
  }

  #isExpected(error: ConflictError, plan: FlushPlan): boolean {
    const found = error.conflicts.map(conflict => {
      const object = this.unit.objects.find(one => this.real(one) === conflict.entity);
      agree(object !== undefined, true, 'a conflict is of an object of the unit');
      return textOfConflict({ ...conflict, object: object!, fields: loadedFields(conflict, object!) });
    });
    agree(found.length > 0, true, 'a conflict is named');
    // Nobody knows what a statement would have missed that the database has refused, nor what is stored after that.
    if (error.cause !== undefined) return plan.mayViolate;
    agree(found.toSorted(), plan.conflicts.map(textOfConflict).toSorted(), 'the conflicts of a flush');
    return true;
  }

  /** Another session has committed `stored`. */
  theyStored(stored: StoredRows): void {
    this.stored = stored;
    this.unit.theyStored(stored);
  }

  /** Whether a transaction is open that may hold locks on rows, so that another session would wait for it. */
  holdsLocks = false;

  clear(): void {
    this.em.clear();
    this.unit.clear();
  }

  editDeparted(which: number, changes: Partial<Fields>): void {
    const object = [...this.unit.departed.keys()][which];
    if (object) this.write(object, changes);
  }

  strangeVersion(): number {
    return (this.#strangeVersion += 100);
  }

  /** Everything that the application can see is as the laws say. */
  async compare(): Promise<void> {
    for (const object of this.unit.objects) this.#compareObject(object, this.real(object));
    for (const object of this.unit.departed.keys()) expectImage(this.real(object), object);
    if (!this.#mayHaveWritten || this.unit.level) return;
    this.#mayHaveWritten = false;
    agree((await this.other.stored()).sorted, this.stored.sorted, 'what is stored');
  }

  #compareObject(object: UnitObject, real: Paper): void {
    expectImage(real, object);
    const shelf = quietly(() => real.shelf);
    if (shelf)
      agree(shelf === this.em.getReference(Shelf, shelf.id), true, 'the shelf is the one that the unit has');
  }

  write(object: UnitObject, changes: Partial<Fields>): void {
    this.unit.level?.touch(object);
    const real = this.real(object);
    for (const name of allFields.filter(field => field in changes)) {
      const before = object.mine[name];
      const value = changes[name];
      if (name === 'shelf') real.shelf = value === null ? null : this.em.getReference(Shelf, value as number);
      else Object.assign(real, { [name]: structuredClone(value) });
      object.set(name, value as never);
      const isWritten = name === 'tags' || !same(before, value);
      if (this.unit.departed.has(object) && isWritten) this.unit.orphans.add(object);
    }
  }
}
