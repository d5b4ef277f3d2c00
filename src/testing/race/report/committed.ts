import type { RaceStep } from '../report.ts';
import { effectOf } from './trace.ts';

/** When each transaction of a trace that was committed became visible to the others. */
export function commitTimes(trace: readonly RaceStep[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const [transaction, steps] of Map.groupBy(trace, step => step.transaction)) {
    const last = commitOf(steps);
    if (last) times.set(transaction, effectOf(last));
  }
  return times;
}

/** The step that published what the others did; the only step, where the statement was its own transaction. */
function commitOf(steps: readonly RaceStep[]): RaceStep | undefined {
  if (isAborted(steps)) return undefined;
  const commit = steps.findLast(({ sql }) => /^\s*(?:commit|end)\b/i.test(sql));
  if (commit) return commit.error ? undefined : commit;
  const [only, ...rest] = steps;
  const isOpen = steps.some(({ sql }) => /^\s*(?:begin|start|rollback|abort)\b/i.test(sql));
  return rest.length === 0 && !isOpen ? only : undefined;
}

// PostgreSQL answers the commit of a transaction in which a statement failed with a rollback.
function isAborted(steps: readonly RaceStep[]): boolean {
  const failed = steps.findLastIndex(({ error }) => error !== undefined);
  if (failed === -1) return false;
  return !steps.slice(failed).some(({ sql }) => /^\s*rollback\s+(?:\w+\s+)?to\b/i.test(sql));
}

/** When each transaction's snapshot was taken: at its first statement that reads. */
export function snapshotTimes(trace: readonly RaceStep[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { transaction, sql, position } of trace) {
    if (!times.has(transaction) && /^\s*(?:select|insert|update|delete|with|merge|values|table)\b/i.test(sql))
      times.set(transaction, position);
  }
  return times;
}
