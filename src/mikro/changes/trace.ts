import { type EntityManager } from '@mikro-orm/postgresql';
import { stateOf } from '../state/unit-state.ts';
import { type Statement } from '../wire/wire.ts';
import { hearStatements } from './hear-statements.ts';
import { type NetCollection, netCollections } from './net-collections.ts';
import { netRows } from './net-rows.ts';
import { type RowChange, rowChanges } from './row-changes.ts';
import { TouchLog } from './touch-log.ts';

/** What a unit has stored, sent and seen. */
export interface Trace {
  readonly rows: readonly RowChange[];
  readonly collections: readonly NetCollection[];
  readonly statements: readonly Statement[];
  /** How many rows were written that have no object in the unit, by class. */
  readonly otherRows: ReadonlyMap<string, number>;
}

/** Runs `work` and tells what the unit of `em` has done meanwhile, and what of it there is at the end. */
export async function traced<T>(
  em: EntityManager,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly trace: Trace }> {
  const log = new TouchLog(em);
  const stop = stateOf(em).recorder.listen(event => log.hear(event));
  try {
    const result = await hearStatements(em, work);
    return { result, trace: traceOf(em, log) };
  } finally {
    stop();
  }
}

function traceOf(em: EntityManager, log: TouchLog): Trace {
  const rows = netRows(em, log);
  const otherRows = new Map<string, number>();
  for (const { meta, rows: written, objects } of log.otherRows) {
    const others = written - objects.length;
    if (others > 0) otherRows.set(meta.className, (otherRows.get(meta.className) ?? 0) + others);
  }
  return {
    rows: rowChanges(em, rows),
    collections: netCollections(em, rows),
    statements: log.statements,
    otherRows,
  };
}
