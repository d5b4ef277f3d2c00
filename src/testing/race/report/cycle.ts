import { type Conflict, itemOf } from './conflicts.ts';

const LONGEST = 4;
const ALIKE = 8;

/** Conflicts that lead from an operation back to it, so that no serial order has them all. */
export type Cycle = readonly Conflict[];

/** The cycle that explains most: with the fewest reads of old rows, then the shortest, then about rows rather than searches. */
export function simplestCycle(conflicts: readonly Conflict[]): Cycle | undefined {
  const cheapFirst = distinct(conflicts).toSorted((one, other) => cost([one]) - cost([other]));
  const from = Map.groupBy(cheapFirst, ({ before }) => before.operation);
  const best = cheapFirst.reduce<Cycle | undefined>(
    (found, conflict) => simplerThan(found, [conflict], from),
    undefined,
  );
  return best && told(best);
}

/** The cycle from its first read of an old row on, which is where a reader finds the mistake. */
function told(cycle: Cycle): Cycle {
  const start = Math.max(
    0,
    cycle.findIndex(({ type }) => type === 'rw'),
  );
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

type Outgoing = ReadonlyMap<string, readonly Conflict[]>;

/** The simplest cycle that begins with `path`, or `best` when none is simpler; no longer path can cost less. */
function simplerThan(best: Cycle | undefined, path: Cycle, from: Outgoing): Cycle | undefined {
  const [first, last] = [path.at(0), path.at(-1)];
  if (!first || !last || (best && cost(best) <= cost(path))) return best;
  const next = last.after.operation;
  if (next === first.before.operation) return path;
  if (path.length === LONGEST || path.some(({ before }) => before.operation === next)) return best;
  return (from.get(next) ?? []).reduce(
    (found, conflict) => simplerThan(found, [...path, conflict], from),
    best,
  );
}

function cost(cycle: Cycle): number {
  const count = (holds: (conflict: Conflict) => boolean) => cycle.filter(holds).length;
  return (
    count(({ weak }) => weak) * 1000 +
    count(({ type }) => type === 'rw') * 100 +
    cycle.length * 10 +
    count(({ predicate }) => predicate) +
    count(({ type }) => type === 'wr') * 0.1 +
    new Set(cycle.map(itemOf)).size * 0.01
  );
}

/** A few conflicts for each pair of transactions: those about more rows of the same tables would only repeat the search. */
function distinct(conflicts: readonly Conflict[]): readonly Conflict[] {
  const alike = Map.groupBy(conflicts, ({ type, before, after, predicate, weak }) =>
    JSON.stringify([type, predicate, weak, before.step.transaction, after.step.transaction, before.table]),
  );
  return [...alike.values()].flatMap(group => {
    const byRow = new Map(
      group.toReversed().map(conflict => [`${conflict.before.row} ${conflict.after.row}`, conflict]),
    );
    // In the order of their rows, so that the same rows stay in every group.
    return [...byRow]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, ALIKE)
      .map(([, conflict]) => conflict);
  });
}
