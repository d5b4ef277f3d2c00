import type { Lock } from './locks.ts';
import type { Isolation, Resource } from './report.ts';

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
  readonly locks: readonly Lock[];
  readonly writes: readonly Resource[];
  /** How many rows its WHERE names by their keys. */
  readonly rowsNamed: number | undefined;
  /** The level that `begin` and `set transaction` ask for. */
  readonly isolation: Isolation | undefined;
  readonly universal: boolean;
}

const NONE: StatementShape = {
  kind: 'other',
  reads: [],
  locks: [],
  writes: [],
  rowsNamed: undefined,
  isolation: undefined,
  universal: false,
};

export function shape(kind: StatementKind, parts: Partial<StatementShape> = {}): StatementShape {
  return { ...NONE, kind, ...parts };
}

/** What cannot be read may do anything. */
export const unreadable = shape('other', { universal: true });
