import { type ChangeSet } from '../parts/internals.ts';
import { baseKeyOf } from './base-of-change.ts';

/** Sorts changes by their rows' keys, so that flushes of overlapping rows wait for each other instead of deadlocking. */
export function inKeyOrder(changeSets: readonly ChangeSet[]): ChangeSet[] {
  const keyed = changeSets.map(changeSet => ({ changeSet, key: baseKeyOf(changeSet) }));
  return keyed.toSorted((one, other) => compare(one.key, other.key)).map(({ changeSet }) => changeSet);
}

function compare(one: readonly unknown[], other: readonly unknown[]): number {
  for (const [part, value] of one.entries()) {
    const order = compareValues(value, other[part]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one), String(other)];
  return left < right ? -1 : Number(left > right);
}
