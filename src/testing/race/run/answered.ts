import type { Answer } from '../../../mikro/gated-client.ts';
import type { Call } from './call.ts';
import { type Footprint, together } from '../statement/footprint.ts';
import type { Resource } from '../report.ts';
import type { Run } from './run.ts';
import { isEnding, takesSnapshot, type Transaction } from './transaction.ts';

/** Notes that `call` went through. */
export function answered(run: Run, call: Call, answer: Answer): void {
  if (call.entry) call.entry.answer = answer;
  call.footprint = widened(call, answer);
  const transaction = transactionOf(run, call);
  if (transaction) keep(transaction, call);
  close(run, call);
}

/** Notes that `call` failed, and returns the error that the operation gets. */
export function failed(run: Run, call: Call, error: unknown): unknown {
  const reported = call.victim ? asDeadlock(error) : error;
  const { code, message } = factsOf(reported);
  if (call.entry) call.entry.error = { code, message };
  const transaction = transactionOf(run, call);
  // The server gave up the locks of the transaction when it reported the error.
  if (transaction)
    call.footprint = {
      ...call.footprint,
      releases: [...call.footprint.releases, ...transaction.locks, ...call.shape.locks],
    };
  if (transaction) transaction.snapshotTaken ||= takesSnapshot(call.shape.kind);
  close(run, call);
  return reported;
}

function transactionOf(run: Run, { connection }: Call): Transaction | undefined {
  return connection && run.transactions.get(connection);
}

function keep(transaction: Transaction, { shape }: Call): void {
  transaction.snapshotTaken ||= takesSnapshot(shape.kind);
  transaction.universal ||= shape.universal;
  transaction.writes = [...transaction.writes, ...shape.writes];
  transaction.locks = [...transaction.locks, ...shape.locks];
}

function close(run: Run, call: Call): void {
  const { connection, entry } = call;
  if (entry) {
    entry.footprint = call.footprint;
    if (run.current && run.current !== entry) letGoOn(run.current, call);
  }
  call.phase = 'ended';
  run.calls.delete(call);
  call.operation.busy = true;
  if (connection) endTransaction(run, call);
  if (givesUpLocks(call)) wakeBlocked(run);
  run.changes.happened();
}

function givesUpLocks({ footprint, shape }: Call): boolean {
  return footprint.releases.length > 0 || footprint.universal || isEnding(shape.kind);
}

/** Whether the others still wait is for the server to say. */
function wakeBlocked(run: Run): void {
  for (const other of run.calls) if (other.phase === 'blocked') other.phase = 'running';
  run.cycle = [];
}

/** A call that had waited ended because of the step `current`, so what it did belongs to that step too. */
function letGoOn(
  current: { footprint: Footprint; readonly position: number },
  { entry, footprint }: Call,
): void {
  if (!entry || entry.waitedFor.length === 0) return;
  entry.resumedAfter = current.position;
  current.footprint = together(current.footprint, footprint);
}

/** Keeps our view of the connection's transaction what the server says it is. */
function endTransaction(run: Run, { connection, shape }: Call): void {
  if (!connection) return;
  const ended =
    shape.kind === 'commit' || shape.kind === 'rollback' || (shape.universal && connection.status === 'I');
  if (ended && connection.status !== 'T') run.end(connection);
  if (connection.status !== 'T' || run.transactions.has(connection)) return;
  run.begin(connection).universal = true;
}

/** A row that was named and not found may yet be added by anyone, so the whole table was read. */
function widened({ footprint, shape }: Call, { rowCount, rows }: Answer): Footprint {
  const found = rowCount ?? rows?.length ?? 0;
  if (shape.rowsNamed === undefined || found >= shape.rowsNamed || isEnding(shape.kind)) return footprint;
  return { ...footprint, reads: [...footprint.reads, ...footprint.reads.map(wholeTable)] };
}

function wholeTable({ table }: Resource): Resource {
  return { table, row: undefined };
}

// The search cancels the victim that it chose; the operation sees what the server's own choice would show it.
function asDeadlock(error: unknown): unknown {
  if (!(error instanceof Error) || factsOf(error).code !== '57014') return error;
  error.message = 'deadlock detected';
  return Object.assign(error, { code: '40P01' });
}

function factsOf(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
    message: error.message,
  };
}
