import type { RaceFailure, RaceReport } from '../report.ts';
import type { Access } from './accesses.ts';
import { anomalyOf } from './anomaly.ts';
import { type Conflict, itemOf } from './conflicts.ts';
import { type JsonValue, jsonValue } from './json-value.ts';
import { verdictLine } from './verdict.ts';

/** A report as JSON holds it. Within one schema number, fields are added but never changed or taken away. */
export interface RaceReportJson {
  readonly schema: 1;
  /** The verdict in words, as `formatReport` begins. */
  readonly summary: string;
  /** Every field of the report, with `jsonValue` applied to the values that operations and rows hold. */
  readonly report: JsonValue;
  /** One for each failure, in order; null where no cycle and no error explains it. */
  readonly anomalies: readonly JsonValue[];
}

/**
 * Turns a report into plain data for files, tools and pages: what `JSON.parse(JSON.stringify(…))` gives back unchanged.
 *
 * Dates, bigints, bytes, errors and cycles in rows and results become objects with one `$` key, such as
 * `{ $date: '2030-01-01T20:00:00.000Z' }`. The same report gives the same data.
 *
 * @example
 * const report = await race(orm, { operations: { ada: em => em.count(Film), bob: em => em.count(Film) } });
 * const { schema, summary } = reportToJson(report);
 * console.assert(schema === 1 && summary.includes('read committed'));
 */
export function reportToJson(report: RaceReport): RaceReportJson {
  return {
    schema: 1,
    summary: verdictLine(report),
    report: jsonValue(report),
    anomalies: report.failures.map(anomalyJson),
  };
}

function anomalyJson(failure: RaceFailure): JsonValue {
  const anomaly = anomalyOf(failure);
  if (!anomaly) return null;
  const { names, title, spanning, hint, cycle } = anomaly;
  const scope = cycle.length === 0 ? null : spanning.length > 0 ? 'scope' : 'level';
  return { names, title, scope, spanning, hint, cycle: cycle.map(conflictJson) };
}

function conflictJson(conflict: Conflict): JsonValue {
  const { type, predicate, before, after } = conflict;
  return { type, item: itemOf(conflict), predicate, before: endJson(before), after: endJson(after) };
}

/** The step is named by its position in the failure's trace. */
function endJson({ operation, step, at }: Access): JsonValue {
  return { operation, position: step.position, transaction: step.transaction, at };
}
