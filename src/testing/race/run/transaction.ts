import { everything, type Footprint, nothing } from '../statement/footprint.ts';
import type { Lock } from '../statement/locks.ts';
import type { Isolation, Resource } from '../report.ts';
import type { StatementKind, StatementShape } from '../statement/shape.ts';

/** A transaction that is open on a connection, with all that it has changed and locked so far. */
export interface Transaction {
  readonly name: string;
  isolation: Isolation;
  snapshotTaken: boolean;
  /** Some statement of it could not be read, so its end may matter to everyone. */
  universal: boolean;
  writes: readonly Resource[];
  locks: readonly Lock[];
}

export function newTransaction(name: string, isolation: Isolation): Transaction {
  return { name, isolation, snapshotTaken: false, universal: false, writes: [], locks: [] };
}

const ENDINGS: readonly StatementKind[] = ['commit', 'rollback', 'rollback to'];
const NO_SNAPSHOT: readonly StatementKind[] = ['begin', 'set', 'savepoint', 'release', 'lock', 'step'];

/** Whether it ends a transaction, or goes back in one. */
export function isEnding(kind: StatementKind): boolean {
  return ENDINGS.includes(kind);
}

/** What a statement does as part of `transaction`. */
export function footprintIn(shape: StatementShape, transaction: Transaction): Footprint {
  const { kind, reads, mayMeet, locks, writes } = shape;
  const serializable = transaction.isolation === 'serializable' ? 'yes' : 'no';
  if (shape.universal || (isEnding(kind) && transaction.universal)) return everything;
  if (kind === 'commit')
    return {
      ...nothing,
      publishes: transaction.writes,
      releases: transaction.locks,
      serializable: serializable === 'yes' ? 'ends' : 'no',
    };
  if (isEnding(kind))
    return {
      ...nothing,
      releases: transaction.locks,
      serializable: kind === 'rollback' && serializable === 'yes' ? 'ends' : serializable,
    };
  const snapshot =
    transaction.isolation !== 'read committed' && !transaction.snapshotTaken && takesSnapshot(kind);
  return { ...nothing, reads: [...reads, ...mayMeet], locks, writes, snapshot, serializable };
}

/** What a statement does that is a transaction by itself. */
export function footprintAlone(shape: StatementShape, isolation: Isolation): Footprint {
  if (shape.universal) return everything;
  const { mayMeet, locks, writes } = shape;
  const reads = [...shape.reads, ...mayMeet];
  const serializable = isolation === 'serializable' ? 'ends' : 'no';
  return { ...nothing, reads, locks, writes, publishes: writes, releases: locks, serializable };
}

export function takesSnapshot(kind: StatementKind): boolean {
  return !NO_SNAPSHOT.includes(kind) && !isEnding(kind);
}

/** Whether it matters to nobody when this statement runs, so that it need not be ordered. */
export function isInvisible(
  shape: StatementShape,
  transaction: Transaction | undefined,
  failed: boolean,
): boolean {
  const { kind } = shape;
  if (kind === 'begin' || kind === 'set' || kind === 'savepoint' || kind === 'release') return true;
  if (isEnding(kind)) return failed || !transaction || hasDoneNothing(transaction);
  if (kind !== 'select' && kind !== 'fetch') return false;
  const readsSnapshot = transaction?.isolation === 'repeatable read' && transaction.snapshotTaken;
  return Boolean(readsSnapshot) && shape.locks.length === 0 && !shape.universal;
}

function hasDoneNothing({ writes, locks, universal, isolation }: Transaction): boolean {
  return writes.length === 0 && locks.length === 0 && !universal && isolation !== 'serializable';
}
