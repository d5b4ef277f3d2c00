import type { Resource } from '../report.ts';

/** PostgreSQL's four row locks, and two of a whole table: one that writers conflict with, one that all do. */
export type LockMode = 'key share' | 'share' | 'no key update' | 'update' | 'table' | 'exclusive table';

/** A lock on rows or on a table, held until the transaction ends. */
export interface Lock extends Resource {
  readonly mode: LockMode;
}

const CONFLICTS: Readonly<Record<LockMode, readonly LockMode[]>> = {
  'key share': ['update', 'exclusive table'],
  share: ['no key update', 'update', 'table', 'exclusive table'],
  'no key update': ['share', 'no key update', 'update', 'table', 'exclusive table'],
  update: ['key share', 'share', 'no key update', 'update', 'table', 'exclusive table'],
  table: ['share', 'no key update', 'update', 'table', 'exclusive table'],
  'exclusive table': ['key share', 'share', 'no key update', 'update', 'table', 'exclusive table'],
};

/** Whether some lock of `mine` waits for, or makes wait, some lock of `theirs`. */
export function locksConflict(mine: readonly Lock[], theirs: readonly Lock[]): boolean {
  return mine.some(a =>
    theirs.some(b => a.table === b.table && CONFLICTS[a.mode].includes(b.mode) && sameRow(a, b)),
  );
}

// A new row may collide in a unique index with any other, but not with one that is only kept from being deleted.
function sameRow(a: Lock, b: Lock): boolean {
  if (a.row === '+' || b.row === '+') return a.mode !== 'key share' && b.mode !== 'key share';
  return overlaps(a, b);
}

/** Whether `a` and `b` can be the same row. */
export function overlaps(a: Resource, b: Resource): boolean {
  return a.table === b.table && (a.row === undefined || b.row === undefined || a.row === b.row);
}
