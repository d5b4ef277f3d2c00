import type { Answer } from '../../../mikro/gated-client.ts';
import { type Footprint, nothing } from '../statement/footprint.ts';
import type { Isolation, RaceStep, Resource } from '../report.ts';
import type { StatementKind } from '../statement/shape.ts';

/** A line of the trace while its schedule runs. */
export interface TraceEntry {
  readonly position: number;
  readonly strand: string;
  readonly sql: string;
  readonly kind: StatementKind;
  readonly chosen: boolean;
  readonly implicit: boolean;
  readonly transaction: string;
  readonly isolation: Isolation;
  readonly reads: readonly Resource[];
  readonly writes: readonly Resource[];
  /** What it did, and did to those that it let go on. */
  footprint: Footprint;
  waitedFor: readonly string[];
  resumedAfter: number | undefined;
  answer: Answer | undefined;
  error: RaceStep['error'];
}

export type EntryFacts = Omit<
  TraceEntry,
  'position' | 'footprint' | 'waitedFor' | 'resumedAfter' | 'answer' | 'error'
>;

export function newEntry(position: number, facts: EntryFacts): TraceEntry {
  return {
    ...facts,
    position,
    footprint: nothing,
    waitedFor: [],
    resumedAfter: undefined,
    answer: undefined,
    error: undefined,
  };
}

/** The line as it is reported. */
export function raceStep(entry: TraceEntry): RaceStep {
  const { answer } = entry;
  return {
    position: entry.position,
    operation: entry.strand,
    sql: entry.sql,
    kind: entry.kind,
    chosen: entry.chosen,
    implicit: entry.implicit,
    transaction: entry.transaction,
    isolation: entry.isolation,
    reads: entry.reads,
    writes: entry.writes,
    waitedFor: entry.waitedFor,
    resumedAfter: entry.resumedAfter,
    rows: entry.kind === 'select' || (answer?.rows?.length ?? 0) > 0 ? answer?.rows : undefined,
    rowCount: answer?.rowCount ?? answer?.rows?.length,
    error: entry.error,
  };
}

/** The line in one line, for messages. */
export function describeEntry({ strand, sql, error, waitedFor }: TraceEntry): string {
  const waited = waitedFor.length > 0 ? ` (waited for ${waitedFor.join(', ')})` : '';
  return `${strand}: ${sql.replaceAll(/\s+/g, ' ').slice(0, 120)}${waited}${error ? ` ✗ ${error.code ?? error.message}` : ''}`;
}
