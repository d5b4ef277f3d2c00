import { allFields, columnsOf, type Field, type Fields, type Kind, type Row, same } from './row.ts';

/** What was read of a row. */
export interface Reading {
  readonly row: Row;
  readonly fields: readonly Field[];
}

/** What the laws say of one object: its base, its edits, and what a read may do to them. */
export class UnitObject {
  readonly kind: Kind;
  readonly id: number;
  /** The loaded values; null when the object was never stored. */
  base: Partial<Fields> | null = null;
  baseVersion: number | undefined;
  /** What is in memory. */
  mine: Partial<Fields> = {};
  /** The version attribute, which nobody but the application cares about. */
  shownVersion: number | undefined;
  /** The newer row that a read saw while the object was edited. */
  theirs: Partial<Fields> | 'gone' | undefined;
  /** The next flush deletes the row. */
  removed = false;
  /** Tells the unit that a read is about to change the object. */
  isRead: () => void = () => undefined;

  constructor({ kind, id }: { readonly kind: Kind; readonly id: number }) {
    this.kind = kind;
    this.id = id;
  }

  /** An object that a read made. */
  static loaded({ row, fields }: Reading): UnitObject {
    const object = new UnitObject(row);
    object.base = {};
    object.#follow({ row, fields });
    return object;
  }

  /** What it is now; returns the way back to it. */
  image(): () => void {
    const { base, baseVersion, mine, shownVersion, theirs, removed } = this;
    const copy = structuredClone({ base, mine, theirs });
    return () => Object.assign(this, structuredClone(copy), { baseVersion, shownVersion, removed });
  }

  get isNew(): boolean {
    return this.base === null;
  }

  get isWhole(): boolean {
    return allFields.every(name => name in this.mine);
  }

  get edited(): Field[] {
    return allFields.filter(name => name in this.mine && !this.#isBase(name, this.mine[name]));
  }

  /** Removing a row is a decision about the version that was loaded, as an edit is. */
  get hasPlans(): boolean {
    return this.removed || this.edited.length > 0;
  }

  /** No read moves the base from under what the application has decided on it. */
  get keepsBase(): boolean {
    return this.hasPlans;
  }

  set<F extends Field>(name: F, value: Fields[F]): void {
    this.mine[name] = structuredClone(value);
  }

  /** A read saw the row: R1 to R3. */
  read(reading: Reading): void {
    // The row of that key is another's, as the flush will tell.
    if (this.isNew) return;
    this.isRead();
    if (this.keepsBase) return this.#readUnderEdits(reading);
    const isNews = !this.#isAsLoaded(reading);
    // Nothing is torn: what was not read follows as well.
    this.#follow(isNews ? this.#untorn(reading) : reading);
    this.theirs = undefined;
  }

  /** A read found that the row of an edited object is gone. */
  rowIsGone(): void {
    this.isRead();
    this.theirs = 'gone';
  }

  /** `em.refresh` with the strategy `theirs`. */
  takeTheirs(row: Row): void {
    this.isRead();
    this.base = {};
    this.mine = {};
    this.#follow({ row, fields: allFields });
    this.theirs = undefined;
  }

  /** The edits were stored, as the version `version`. */
  stored(version: number): void {
    this.base = { ...this.base, ...structuredClone(this.mine) };
    this.baseVersion = this.shownVersion = this.kind === 'letter' ? version : undefined;
    this.theirs = undefined;
  }

  #follow({ row, fields }: Reading): void {
    Object.assign(this.mine, columnsOf(row, fields));
    Object.assign(this.base!, columnsOf(row, fields));
    if (this.kind === 'letter') this.baseVersion = this.shownVersion = row.version;
  }

  #readUnderEdits(reading: Reading): void {
    const { row } = reading;
    const edited = this.edited;
    const isNewer = this.kind === 'letter' && row.version !== this.baseVersion;
    const isStale =
      isNewer || reading.fields.some(name => edited.includes(name) && this.#isTheirs(name, row.fields[name]));
    const { fields } = isStale ? this.#untorn(reading) : reading;
    for (const name of fields) {
      const value = row.fields[name];
      const becomesBase = !(name in this.base!) || (!isStale && same(value, this.mine[name]));
      if (!edited.includes(name)) this.set(name, value);
      if (!edited.includes(name) || becomesBase) Object.assign(this.base!, columnsOf(row, [name]));
    }
    if (isStale) this.theirs = columnsOf(row, fields);
    else if (this.#covers(fields)) this.theirs = undefined;
  }

  /** The whole row, when with the columns that were read the object would be of two versions of it. */
  #untorn({ row, fields }: Reading): Reading {
    return { row, fields: this.#covers(fields) ? fields : allFields };
  }

  #covers(fields: readonly Field[]): boolean {
    return allFields.every(name => fields.includes(name) || !(name in this.base!));
  }

  #isBase(name: Field, value: unknown): boolean {
    return this.base !== null && name in this.base && same(this.base[name], value);
  }

  /** Whether a stored value is neither what was loaded nor what is to be stored. */
  #isTheirs(name: Field, value: unknown): boolean {
    return name in this.base! && !this.#isBase(name, value) && !same(this.mine[name], value);
  }

  #isAsLoaded({ row, fields }: Reading): boolean {
    if (this.kind === 'letter' && (row.version !== this.baseVersion || row.version !== this.shownVersion))
      return false;
    return fields.every(name => !(name in this.base!) || this.#isBase(name, row.fields[name]));
  }

  /** Without a version only a read can have told that an edit would overwrite what others wrote. */
  get isKnownConflict(): boolean {
    if (this.kind === 'letter' || this.theirs === undefined) return false;
    const { theirs } = this;
    if (theirs === 'gone') return true;
    // What is deleted overwrites nothing.
    return !this.removed && this.edited.some(name => name in theirs && this.#isTheirs(name, theirs[name]));
  }
}
