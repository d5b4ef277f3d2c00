import type { RaceFailure, RaceStep, Resource } from '../report.ts';
import { commitTimes, snapshotTimes } from './committed.ts';
import { effectOf, operationOf } from './trace.ts';

/** That a committed transaction read or wrote a row, or looked for rows. */
export interface Access {
  readonly operation: string;
  readonly step: RaceStep;
  readonly table: string;
  /** Undefined when rows were looked for, or changed, by something else than their key. */
  readonly row: string | undefined;
  /** A read: the moment whose rows it saw. A write: the moment from which others saw it. */
  readonly at: number;
  /** A search that waited: it looked for rows before the wait, and again after it at those that it had found. */
  readonly earlier?: boolean;
}

/** What an operation has to see of the others to have run before or after them. */
export interface Accesses {
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
}

/** Every read and write of the transactions that were committed. */
export function accessesOf(failure: RaceFailure): Accesses {
  const commits = commitTimes(failure.trace);
  const snapshots = snapshotTimes(failure.trace);
  const committed = failure.trace.filter(step => commits.has(step.transaction));
  const access = (step: RaceStep, { table, row }: Resource): Omit<Access, 'at'> => ({
    operation: operationOf(failure, step),
    step,
    table,
    row,
  });
  const writes = committed.flatMap(step =>
    writesOf(step).map(each => ({
      ...access(step, each),
      at: commits.get(step.transaction) ?? step.position,
    })),
  );
  const reads = committed.flatMap(step =>
    readsOf(step).flatMap(each =>
      moments(step, each, snapshots).map(when => ({ ...access(step, each), ...when })),
    ),
  );
  return { writes, reads: withoutOwn(reads, writes) };
}

/** The moments whose rows a statement saw. */
function moments(
  step: RaceStep,
  { row }: Resource,
  snapshots: ReadonlyMap<string, number>,
): readonly Pick<Access, 'at' | 'earlier'>[] {
  // That a key is taken is seen past every snapshot.
  if (foundTaken(step)) return [{ at: effectOf(step) }];
  if (step.isolation !== 'read committed') return [{ at: snapshots.get(step.transaction) ?? step.position }];
  if (isPlainRead(step)) return [{ at: step.position }];
  const waited = row === undefined && effectOf(step) !== step.position;
  return waited ? [{ at: effectOf(step) }, { at: step.position, earlier: true }] : [{ at: effectOf(step) }];
}

/** Whether an insert added nothing because someone else's row has the key. */
function foundTaken({ kind, error, rowCount }: RaceStep): boolean {
  return kind === 'insert' && (error?.code === '23505' || (!error && rowCount === 0));
}

function isPlainRead({ sql, kind }: RaceStep): boolean {
  return kind === 'select' && !/\bfor\s+(?:no\s+key\s+update|update|key\s+share|share)\b/i.test(sql);
}

function writesOf(step: RaceStep): readonly Resource[] {
  if (step.kind === 'select' || step.rowCount === 0 || step.error) return [];
  const rows = step.writes.filter(({ row }) => row !== '+');
  const added = step.writes.filter(({ row }) => row === '+').flatMap(({ table }) => rowsAdded(step, table));
  return rows.length > 0 ? rows : added;
}

// A new row whose key nobody told us is still a row of its own.
function rowsAdded({ rows = [], position }: RaceStep, table: string): readonly Resource[] {
  const keys = rows.flatMap(({ id }) => (isKey(id) ? [keyText(id)] : []));
  return (keys.length > 0 ? keys : [`new at ${position}`]).map(row => ({ table, row }));
}

// Whoever adds a row looks for those it would collide with, but what it sees there is waited for, not missed.
function readsOf(step: RaceStep): readonly Resource[] {
  if (foundTaken(step)) return step.writes.map(({ table }) => ({ table, row: undefined }));
  if (step.error) return [];
  const looked = step.reads.filter(({ row }) => row !== '+');
  return [...looked, ...rowsFound(step, looked)];
}

// A search that returned rows read those rows too; which they are can be told from their ids.
function rowsFound({ kind, rows = [] }: RaceStep, looked: readonly Resource[]): readonly Resource[] {
  const [first, ...others] = new Set(looked.filter(({ row }) => row === undefined).map(({ table }) => table));
  if (kind !== 'select' || first === undefined || others.length > 0) return [];
  return rows.flatMap(({ id }) => (isKey(id) ? [{ table: first, row: keyText(id) }] : []));
}

function isKey(id: unknown): id is string | number | bigint {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
}

// As the engine writes the keys that it finds in the text of a statement.
function keyText(id: string | number | bigint): string {
  return String(id).toLowerCase();
}

/** The reads of rows that the same transaction had not written before. */
function withoutOwn(reads: readonly Access[], writes: readonly Access[]): readonly Access[] {
  const rowOf = ({ step, table, row }: Access) => `${step.transaction} ${table} ${row}`;
  const written = Map.groupBy(writes, rowOf);
  return reads.filter(read => {
    if (read.row === undefined) return true;
    return !written.get(rowOf(read))?.some(write => write.step.position <= read.step.position);
  });
}
