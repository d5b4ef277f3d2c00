import type { EntityClass } from '../../../src/index.ts';
import type { Row, Shelf } from './row.ts';

/** One way to be a row, of which every law is tested. Its special field is called `field`. */
export interface Shape<E extends Row = Row> {
  /** Words that follow "a row with". */
  readonly name: string;
  /** The class that the row is read as. */
  readonly type: EntityClass<E>;
  readonly shelf: EntityClass<Shelf>;
  /** The other classes that it needs. */
  readonly others?: readonly EntityClass<object>[];
  readonly versioned: boolean;
  /** The property that `change` and `theirs` write. */
  readonly field: string;
  /** Lazy properties, which the laws load with the rest. */
  readonly lazy?: readonly string[];
  /** What raw SQL selects so that `em.map` understands it, when that is not `*`. */
  readonly select?: string;
  /** What an INSERT of such a row cannot do without, besides key, tag and label. */
  readonly required?: Readonly<Record<string, unknown>>;
  /** The SET list that makes a stored row what the shape says. */
  readonly prepare?: string;
  /** The SET list with which another session writes a third value. */
  readonly theirs: string;
  /** The SET list with which another session writes NULL. */
  readonly theirsNull: string;

  /** A new row of its own, to be persisted. `n` never repeats within a database. */
  given(tag: string, n: number): E;
  /** Its primary key; a tuple when it is composite. */
  key(row: E): unknown;
  /** Edits `field`, always to the same value. */
  change(row: E): void;
  /** The same key as PostgreSQL sees it, spelled in other ways. */
  oddKeys?(row: E): readonly unknown[];
  /** Assigns another primary key. */
  rekey?(row: E, n: number): void;
}

/** Declares a shape. */
export function shape<E extends Row>(declared: Shape<E>): Shape {
  return declared;
}
