import type { GatedConnection } from '../../../mikro/gated-client.ts';
import type { Call } from './call.ts';
import { ScheduleAbandoned } from '../errors.ts';
import { everything } from '../statement/footprint.ts';
import type { Operation } from './operation.ts';
import type { Run } from './run.ts';
import type { StatementShape } from '../statement/shape.ts';
import type { TraceEntry } from './trace-entry.ts';
import { footprintAlone, footprintIn } from './transaction.ts';

/** A statement as it comes to the gate. */
export interface Arrival {
  readonly operation: Operation;
  readonly connection: GatedConnection | undefined;
  readonly sql: string;
  readonly shape: StatementShape;
}

export function newCall(run: Run, { operation, connection, sql, shape }: Arrival): Call {
  const transaction = connection && run.transactions.get(connection);
  return {
    operation,
    strand: run.strands.name(operation.name, connection, run.calls),
    connection,
    shape,
    sql,
    phase: 'parked',
    footprint: transaction ? footprintIn(shape, transaction) : footprintAlone(shape, run.server.isolation),
    entry: undefined,
    blockers: [],
    sentAt: 0,
    victim: false,
    release: () => {},
    reject: () => {},
  };
}

/** Resolves when the search chooses `call`. With `split` it becomes a transaction whose commit is chosen apart. */
export function parked(run: Run, call: Call, { split = false, implicit = false } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    if (run.state !== 'going on') return reject(new ScheduleAbandoned());
    call.release = () => {
      if (split) beginImplicitly(run, call);
      start(run, call, { chosen: true, implicit });
      resolve();
    };
    call.reject = error => {
      run.calls.delete(call);
      run.changes.happened();
      reject(error);
    };
    run.calls.add(call);
    run.changes.happened();
  });
}

/** Puts `call` into the trace, as sent. */
export function start(run: Run, call: Call, how: Pick<TraceEntry, 'chosen' | 'implicit'>): void {
  const transaction = call.connection && run.transactions.get(call.connection);
  const { strand, sql, shape } = call;
  call.phase = 'running';
  call.sentAt = performance.now();
  call.entry = run.record({
    strand,
    sql,
    kind: shape.kind,
    ...how,
    transaction: transaction?.name ?? `s${run.trace.length}`,
    isolation: transaction?.isolation ?? run.server.isolation,
    reads: shape.reads,
    writes: shape.writes,
  });
  // What it locks, it locks row by row, each with a step of its own.
  if (run.server.rowGate && shape.writes.length > 0) call.footprint = everything;
  call.entry.footprint = call.footprint;
  if (how.chosen) run.current = call.entry;
  run.calls.add(call);
  noteChanges(run, shape);
}

/** Makes a transaction of the statement, so that it publishes with its commit and not at once. */
function beginImplicitly(run: Run, call: Call): void {
  if (!call.connection) return;
  const transaction = run.begin(call.connection);
  run.strands.keep(call.connection, call.strand);
  call.footprint = footprintIn(call.shape, transaction);
}

function noteChanges({ server }: Run, { universal, writes, removes, kind }: StatementShape): void {
  if (kind === 'step' || (writes.length === 0 && !universal)) return;
  const names = universal ? undefined : writes.map(({ table }) => table);
  server.changed(names);
  if (removes)
    server.catalog.knownRows.removed(
      server.catalog.tables.filter(({ name }) => names?.includes(name) ?? true),
    );
}
