import { type Lock, locksConflict, overlaps } from './locks.ts';
import type { Resource } from '../report.ts';

/** What one step of a schedule touches, as far as another operation can tell. */
export interface Footprint {
  readonly reads: readonly Resource[];
  readonly locks: readonly Lock[];
  /** Changed, though nobody else sees it before the commit. */
  readonly writes: readonly Resource[];
  /** Made visible to others. */
  readonly publishes: readonly Resource[];
  readonly releases: readonly Lock[];
  /** Takes the snapshot that the rest of its transaction reads from. */
  readonly snapshot: boolean;
  /** Of a serializable transaction, and whether it ends that transaction. */
  readonly serializable: 'no' | 'yes' | 'ends';
  /** Depends on everything: SQL that we cannot read, or code that we cannot see. */
  readonly universal: boolean;
}

export const nothing: Footprint = {
  reads: [],
  locks: [],
  writes: [],
  publishes: [],
  releases: [],
  snapshot: false,
  serializable: 'no',
  universal: false,
};

export const everything: Footprint = { ...nothing, universal: true };

/** The footprint of two steps taken as one. */
export function together(a: Footprint, b: Footprint): Footprint {
  const endings = [a.serializable, b.serializable];
  return {
    reads: [...a.reads, ...b.reads],
    locks: [...a.locks, ...b.locks],
    writes: [...a.writes, ...b.writes],
    publishes: [...a.publishes, ...b.publishes],
    releases: [...a.releases, ...b.releases],
    snapshot: a.snapshot || b.snapshot,
    serializable: endings.includes('ends') ? 'ends' : endings.includes('yes') ? 'yes' : 'no',
    universal: a.universal || b.universal,
  };
}

/**
 * Whether the order of two steps of different operations can matter.
 *
 * Reads commute with reads and with writes that are not committed: only a commit publishes. What is
 * claimed independent here is never run in both orders, so when in doubt the answer is yes.
 */
export function dependent(a: Footprint, b: Footprint): boolean {
  if (a.universal || b.universal) return true;
  if (locksConflict(a.locks, b.locks)) return true;
  return affects(a, b) || affects(b, a) || serializablyDependent(a, b);
}

function affects(a: Footprint, b: Footprint): boolean {
  if (b.snapshot && a.publishes.length > 0) return true;
  return locksConflict(a.releases, b.locks) || anyOverlap(a.publishes, b.reads);
}

/** Serializable transactions see each other's reads and uncommitted writes, as conflicts that may abort one. */
function serializablyDependent(a: Footprint, b: Footprint): boolean {
  if (a.serializable === 'no' || b.serializable === 'no') return false;
  if (a.serializable === 'ends' || b.serializable === 'ends') return true;
  return anyOverlap(a.reads, b.writes) || anyOverlap(b.reads, a.writes);
}

function anyOverlap(some: readonly Resource[], others: readonly Resource[]): boolean {
  return some.some(a => others.some(b => overlaps(a, b)));
}
