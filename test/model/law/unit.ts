import { allFields, type Field, type Fields, type Kind, type Row, same } from './row.ts';
import { keyOf, StoredRows } from './stored-rows.ts';
import { Level } from './level.ts';
import { UnitObject } from './unit-object.ts';

/** A row that a flush cannot write, and why. */
export interface ExpectedConflict {
  readonly object: UnitObject;
  readonly kind: 'changed' | 'deleted';
  readonly fields: Partial<
    Record<Field, { base: unknown; mine: unknown; theirs: unknown; clashes: boolean }>
  >;
}

/** What the laws allow a flush to end with. */
export interface FlushPlan {
  /** An object that had left the unit was edited: refused. */
  readonly refused: boolean;
  readonly conflicts: readonly ExpectedConflict[];
  /** Two rows would have one code, or a new row the key of an old one. */
  readonly violates: boolean;
  /** The order of the statements decides whether a code is taken when it is written. */
  readonly mayViolate: boolean;
  /** It sends statements. */
  readonly writes: boolean;
  /** What is stored after it, if it succeeds. */
  readonly next: StoredRows;
}

/** What the laws say of one unit of work: which objects it has, and what its flush does. */
export class Unit {
  /** One row, one object. */
  #objects = new Map<string, UnitObject>();
  /** Objects whose rows come back under their keys by the same flush. */
  #replaced = new Set<UnitObject>();
  /** The transaction that is open, last the innermost savepoint. */
  readonly #levels: Level[] = [];
  /** What left the unit by `em.clear()`, as it was then. */
  departed = new Map<UnitObject, Partial<Fields>>();
  /** Those that the application wrote to afterwards. */
  readonly orphans = new Set<UnitObject>();

  get objects(): UnitObject[] {
    return [...this.#objects.values(), ...this.#replaced];
  }

  get(kind: Kind, id: number): UnitObject | undefined {
    return this.#objects.get(keyOf({ kind, id }));
  }

  /** The objects that have the code in memory, and whose rows are not to be deleted. */
  byCode(kind: Kind, code: string): UnitObject[] {
    return this.objects.filter(
      object => object.kind === kind && !object.removed && object.mine.code === code,
    );
  }

  add(object: UnitObject): UnitObject {
    const before = this.#objects.get(keyOf(object));
    if (before) this.#replaced.add(before);
    this.#objects.set(keyOf(object), object);
    object.isRead = () => this.level?.touchByRead(object);
    return object;
  }

  /** Whether the flush that stores `object` deletes another one of the same key first. */
  hasReplaced({ kind, id }: UnitObject): boolean {
    return [...this.#replaced].some(other => other.kind === kind && other.id === id);
  }

  delete(object: UnitObject): void {
    this.level?.touch(object);
    if (this.get(object.kind, object.id) === object) this.#objects.delete(keyOf(object));
    this.#replaced.delete(object);
  }

  clear(): void {
    for (const object of this.#objects.values())
      if (!object.isNew) this.departed.set(object, structuredClone(object.mine));
    this.#objects.clear();
    this.#replaced.clear();
  }

  /** A transaction begins, or a savepoint. */
  begin(stored: StoredRows): void {
    const members = {
      objects: new Map(this.#objects),
      replaced: new Set(this.#replaced),
      departed: new Map(this.departed),
    };
    this.#levels.push(new Level(members, stored));
  }

  get level(): Level | undefined {
    return this.#levels.at(-1);
  }

  /** Others have committed, which no rollback undoes. */
  theyStored(stored: StoredRows): void {
    for (const level of this.#levels) level.stored = stored;
  }

  commit(): void {
    const level = this.#levels.pop()!;
    if (this.level) level.mergeInto(this.level);
  }

  /** T1: memory is what it was before. What was loaded meanwhile is as true as then. Returns what is stored. */
  rollBack(): StoredRows {
    const level = this.#levels.pop()!;
    const loaded = level.restore(this.#objects.values());
    this.#objects = new Map(level.members.objects);
    this.#replaced = new Set(level.members.replaced);
    this.departed = new Map(level.members.departed);
    for (const object of loaded)
      if (!this.#objects.has(keyOf(object))) this.#objects.set(keyOf(object), object);
    return level.stored;
  }

  get hasPlans(): boolean {
    return this.objects.some(object => object.isNew || object.hasPlans);
  }

  /** What a flush would do to `stored`. */
  plan(stored: StoredRows): FlushPlan {
    const refused = [...this.orphans].some(object => !same(object.mine, this.departed.get(object)));
    const written = this.objects.filter(object => object.isNew || object.hasPlans);
    const conflicts = written.flatMap(object => conflictOf(object, stored.get(object.kind, object.id)) ?? []);
    const removed = written.filter(object => object.removed);
    const kept = stored.without(removed);
    const taken = written.some(object => object.isNew && kept.get(object.kind, object.id) !== undefined);
    const next =
      conflicts.length > 0 ? stored : kept.with(...written.flatMap(object => rowAfter(object, stored) ?? []));
    // What is missed is not deleted, and its key is not free.
    const blocked = conflicts.some(({ object }) => object.removed && this.#replaced.has(object));
    const wanted = stored.with(...written.flatMap(object => wantedRow(object) ?? []));
    return {
      refused,
      conflicts,
      violates: conflicts.length === 0 && (taken || next.clashes),
      mayViolate: taken || blocked || stored.mayClashOnTheWayTo(next) || stored.mayClashOnTheWayTo(wanted),
      writes: written.length > 0,
      next,
    };
  }

  /** A flush has stored `next`. */
  flushed(next: StoredRows): void {
    for (const object of this.objects) {
      if (object.removed) this.delete(object);
      else if (object.hasPlans || object.isNew) object.stored(next.get(object.kind, object.id)!.version);
    }
  }
}

/** V1 and V3: what is changed or deleted must be what was loaded. Cards can only vanish, unless a read has seen more. */
function conflictOf(object: UnitObject, row: Row | undefined): ExpectedConflict | undefined {
  if (object.isNew) return undefined;
  if (object.isKnownConflict) return conflictWith(object, row?.fields);
  const isLoaded = row && (object.kind === 'card' || row.version === object.baseVersion);
  return isLoaded ? undefined : conflictWith(object, row?.fields);
}

function conflictWith(object: UnitObject, theirs: Partial<Fields> | undefined): ExpectedConflict {
  return { object, kind: theirs ? 'changed' : 'deleted', fields: conflictingFields(object, theirs) };
}

function conflictingFields(
  object: UnitObject,
  stored: Partial<Fields> | undefined,
): ExpectedConflict['fields'] {
  const base = object.base ?? {};
  const { edited } = object;
  // Whoever edits what was never loaded may have overwritten what somebody has changed.
  const known = allFields.filter(name => name in base || edited.includes(name));
  const changed = stored ? known.filter(name => name in stored && !same(base[name], stored[name])) : [];
  const names = allFields.filter(name => edited.includes(name) || changed.includes(name));
  const pictures = names.map(name => {
    const [mine, theirs] = [object.mine[name], stored?.[name]];
    const clashes = edited.includes(name) && (!stored || (changed.includes(name) && !same(mine, theirs)));
    return [name, { base: base[name], mine, theirs, clashes }];
  });
  return Object.fromEntries(pictures) as ExpectedConflict['fields'];
}

function rowAfter(object: UnitObject, stored: StoredRows): Row | undefined {
  if (object.removed) return undefined;
  const { kind, id } = object;
  const before = stored.get(kind, id);
  if (!object.isNew) return stored.updated(object, changesOf(object)).get(kind, id);
  // The version of a row that comes back under its key goes on.
  const version = kind === 'letter' ? (before?.version ?? 0) + 1 : 0;
  return { kind, id, fields: structuredClone(object.mine) as Fields, version };
}

/** What the row of `object` would be if nobody had touched it. */
function wantedRow(object: UnitObject): Row | undefined {
  const { kind, id, mine, removed } = object;
  return removed || mine.code === undefined
    ? undefined
    : { kind, id, version: 0, fields: structuredClone(mine) as Fields };
}

function changesOf({ edited, mine }: UnitObject): Partial<Fields> {
  return Object.fromEntries(edited.map(name => [name, mine[name]]));
}
