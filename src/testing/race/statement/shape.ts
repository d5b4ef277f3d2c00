import type { Lock } from './locks.ts';
import type { Isolation, Resource } from '../report.ts';

export type StatementKind =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'lock'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'rollback to'
  | 'savepoint'
  | 'release'
  | 'set'
  | 'fetch'
  | 'step'
  | 'row'
  | 'victim'
  | 'other';

/** What the text of a statement says that it does. */
export interface StatementShape {
  readonly kind: StatementKind;
  readonly reads: readonly Resource[];
  /** New rows that it may meet although it names rows by their keys: one of those may just have been added. */
  readonly mayMeet: readonly Resource[];
  readonly locks: readonly Lock[];
  readonly writes: readonly Resource[];
  /** How many rows its WHERE names by their keys. */
  readonly rowsNamed: number | undefined;
  /** The level that `begin` and `set transaction` ask for. */
  readonly isolation: Isolation | undefined;
  readonly universal: boolean;
  /** Whether rows may be gone afterwards from the tables that it writes. */
  readonly removes: boolean;
}

const NONE: StatementShape = {
  kind: 'other',
  reads: [],
  mayMeet: [],
  locks: [],
  writes: [],
  rowsNamed: undefined,
  isolation: undefined,
  universal: false,
  removes: false,
};

export function shape(kind: StatementKind, parts: Partial<StatementShape> = {}): StatementShape {
  return { ...NONE, kind, ...parts };
}

/** What cannot be read may do anything. */
export const unreadable = shape('other', { universal: true, removes: true });
