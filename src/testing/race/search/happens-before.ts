import { dependent } from '../statement/footprint.ts';
import type { TraceEntry } from '../run/trace-entry.ts';

/** Which steps of a schedule had to come in the order they came in. */
export interface Order {
  /** Whether two steps of different strands depend on each other with nothing in between that orders them anyway. */
  isRace(earlier: number, later: number): boolean;
  /** The steps after `earlier` and independent of it that can come first when `later` is to come before it. */
  initials(earlier: number, later: number): number[];
}

export function happensBefore(steps: readonly TraceEntry[]): Order {
  const before = new Map(steps.map((_, index) => [index, new Set<number>()]));
  const befores = (index: number) => before.get(index) ?? new Set<number>();
  const isBefore = (a: number, b: number) => befores(b).has(a);
  for (const [later, step] of steps.entries())
    for (const [earlier, other] of [...steps.entries()].slice(0, later).toReversed()) {
      if (isBefore(earlier, later) || !isOrdered(steps, other, step)) continue;
      before.set(later, new Set([...befores(later), ...befores(earlier), earlier]));
    }

  return {
    isRace(earlier, later) {
      const [a, b] = [steps[earlier], steps[later]];
      if (!a || !b || a.strand === b.strand || !dependsOn(a, b)) return false;
      return !range(earlier + 1, later).some(
        between => isBefore(earlier, between) && isBefore(between, later),
      );
    },
    initials(earlier, later) {
      const free = range(earlier + 1, later + 1).filter(
        index => index === later || (isBefore(index, later) && !isBefore(earlier, index)),
      );
      return free.filter(
        index =>
          !free.some(other => other < index && isBefore(other, index)) &&
          steps[index]?.strand !== steps[earlier]?.strand,
      );
    },
  };
}

function isOrdered(steps: readonly TraceEntry[], a: TraceEntry, b: TraceEntry): boolean {
  return a.strand === b.strand || dependsOn(a, b) || wakes(steps, a, b);
}

// What one operation does at once may depend on each other in its own code.
function dependsOn(a: TraceEntry, b: TraceEntry): boolean {
  return operationOf(a) === operationOf(b) || dependent(a.footprint, b.footprint);
}

/** Whether `a` let go on what the strand of `b` waited for. */
function wakes(steps: readonly TraceEntry[], a: TraceEntry, b: TraceEntry): boolean {
  return steps.some(
    step => step.strand === b.strand && step.resumedAfter === a.position && step.position <= a.position,
  );
}

function operationOf({ strand }: TraceEntry): string {
  return strand.split('.')[0] ?? strand;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
