import {
  type Answer,
  type GatedConnection,
  lastAnswer,
  type SentStatement,
} from '../../../mikro/gated-client.ts';
import { answered, failed } from './answered.ts';
import type { Call } from './call.ts';
import { ScheduleAbandoned } from '../errors.ts';
import type { Operation } from './operation.ts';
import { newCall, parked, start } from './parking.ts';
import { readStatement } from '../statement/read-statement.ts';
import type { Run } from './run.ts';
import { shape, type StatementShape } from '../statement/shape.ts';
import { isInvisible, type Transaction } from './transaction.ts';

/** A statement of an operation, read, on the connection that it came by. */
interface Sent {
  readonly operation: Operation;
  readonly connection: GatedConnection;
  readonly statement: SentStatement;
  readonly shape: StatementShape;
}

/** Takes one statement of an operation from its arrival to its answer. */
export async function admit(
  run: Run,
  operation: Operation,
  connection: GatedConnection,
  statement: SentStatement,
): Promise<Answer> {
  operation.sent++;
  run.changes.happened();
  return run.inTurn(connection, () => {
    const read = shapeOf(run, statement);
    if (run.state !== 'going on') return whenAbandoned(run, read, statement);
    return order(run, { operation, connection, statement, shape: read });
  });
}

function shapeOf(run: Run, { sql, values, continues }: SentStatement): StatementShape {
  const read = readStatement(sql, values, run.server.catalog);
  return continues ? { ...read, kind: 'fetch' } : read;
}

/** An operation that is given up may still roll back, and begin: Kysely leaks a connection whose BEGIN fails. Anything else fails. */
async function whenAbandoned(run: Run, { kind }: StatementShape, statement: SentStatement): Promise<Answer> {
  if (kind === 'rollback' || kind === 'rollback to' || kind === 'begin') return statement.send();
  // Code that tries for ever would keep the process busy for ever.
  if (run.refused++ > 1000) return new Promise(() => {});
  throw new ScheduleAbandoned();
}

async function order(run: Run, sent: Sent): Promise<Answer> {
  const { connection, statement, shape: read } = sent;
  if (read.kind === 'begin') run.begin(connection);
  const transaction = run.transactions.get(connection);
  if (transaction && read.isolation) transaction.isolation = read.isolation;
  const call = newCall(run, { ...sent, sql: statement.sql });
  if (read.kind === 'begin') run.strands.keep(connection, call.strand);

  if (isInvisible(read, transaction, connection.status === 'E')) {
    start(run, call, { chosen: false, implicit: false });
    return execute(run, call, statement.send);
  }
  const split = isSplit(read, statement, transaction);
  await parked(run, call, { split });
  return split ? executeSplit(run, sent, call) : execute(run, call, statement.send);
}

const WHOLE =
  /^\s*(?:vacuum|create|drop|alter|truncate|reindex|cluster|refresh|copy|analyze|explain|call|do|fetch|prepare|execute|deallocate|listen|unlisten|notify)\b/i;

/** Others do run between the snapshot of a statement outside a transaction and its commit, so the two are ordered apart. */
function isSplit(
  read: StatementShape,
  { sql, continues }: SentStatement,
  transaction: Transaction | undefined,
): boolean {
  if (transaction || continues || read.kind === 'lock' || WHOLE.test(sql) || sql.includes(';')) return false;
  return read.writes.length > 0 || read.locks.length > 0 || read.universal;
}

async function executeSplit(run: Run, sent: Sent, call: Call): Promise<Answer> {
  const { connection, statement } = sent;
  try {
    await connection.run('begin');
    const answer = await execute(run, call, statement.send);
    await commitApart(run, sent);
    return answer;
  } catch (error) {
    await connection.run('rollback');
    run.end(connection);
    throw error;
  }
}

async function commitApart(run: Run, { operation, connection }: Sent): Promise<void> {
  const call = newCall(run, { operation, connection, sql: 'commit', shape: shape('commit') });
  await parked(run, call, { implicit: true });
  await execute(run, call, () => connection.run('commit'));
}

async function execute(run: Run, call: Call, send: () => Promise<Answer>): Promise<Answer> {
  try {
    await pauseAtRows(run, call);
    const answer = await send();
    answered(run, call, lastAnswer(answer));
    return answer;
  } catch (error) {
    await untilReady(call.connection);
    throw failed(run, call, error);
  }
}

async function pauseAtRows(run: Run, { connection, shape: { writes, universal } }: Call): Promise<void> {
  const { rowGate } = run.server;
  if (rowGate && connection && (writes.length > 0 || universal)) await rowGate.arm(connection.backend);
}

async function untilReady(connection: GatedConnection | undefined): Promise<void> {
  if (connection && !connection.ready) await connection.untilReady();
}
