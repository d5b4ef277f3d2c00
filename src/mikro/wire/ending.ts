import { CommitUnknownError } from '../../errors/commit-unknown-error.ts';
import { ConnectionLostError } from '../../errors/database/connection-lost-error.ts';
import { RolledBackError } from '../../errors/rolled-back-error.ts';
import { ASK_ID } from './line.ts';
import { isUnanswered } from './lost-connection.ts';
import { type Answer, type Message, unsent } from './message.ts';
import { type Session } from './session.ts';
import { type Settled } from './settle-commit.ts';
import { type Transaction } from './transaction.ts';

/** Finds out how the transaction of an id ended. */
export type Settle = (id: string) => Promise<Settled>;

/** Commits: succeeds only when PostgreSQL has committed, in its answer or, when that is lost, asked afterwards. */
export async function commit(session: Session, transaction: Transaction, message: Message): Promise<Answer> {
  const { broken } = transaction;
  const wasSent = transaction.begun;
  if (wasSent && !broken) await askId(session, transaction);
  session.ended();
  if (broken?.cause instanceof CommitUnknownError) throw broken.cause;
  if (broken && (!wasSent || isUnanswered(broken.cause))) throw new RolledBackError(broken.cause);
  if (!wasSent) return unsent('COMMIT');

  const { usable } = session.line;
  try {
    const { answer } = await session.line.send(message);
    if (!Array.isArray(answer) && answer.command === 'ROLLBACK') throw new RolledBackError(broken?.cause);
    return answer;
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    if (broken) throw new RolledBackError(broken.cause);
    if (!usable) throw error;
    return settled(session, transaction, error as Error);
  }
}

/** The id is asked for with the first statement that writes, where that is possible, and here where it was not. */
async function askId(session: Session, transaction: Transaction): Promise<void> {
  if (!session.options.tells || !transaction.wrote || transaction.id !== undefined) return;
  try {
    const { answer } = await session.line.send({
      text: ASK_ID,
      values: [],
      config: { text: ASK_ID },
      isText: true,
    });
    const [row] = Array.isArray(answer) ? [] : (answer.rows as { pg_current_xact_id_if_assigned: string }[]);
    transaction.id = row?.pg_current_xact_id_if_assigned ?? undefined;
  } catch (error) {
    session.failed(transaction, error);
    throw error;
  }
}

async function settled({ options }: Session, { id, wrote }: Transaction, error: Error): Promise<Answer> {
  // What has no id has written nothing, so nothing of it can be missing.
  if (id === undefined && (options.tells || !wrote)) return unsent('COMMIT');
  const outcome = id && (await options.settle(id));
  if (outcome === 'committed') return unsent('COMMIT');
  if (outcome === 'aborted') throw new ConnectionLostError(error, undefined, true);
  throw new CommitUnknownError(error, id);
}

/** Rolls back. There is nothing to send when there is no transaction, and nothing to fail when its connection is lost. */
export async function rollback(
  session: Session,
  transaction: Transaction | undefined,
  message: Message,
): Promise<Answer> {
  session.ended();
  if (session.options.tells && !transaction?.begun) return unsent('ROLLBACK');
  try {
    return (await session.line.send(message)).answer;
  } catch (error) {
    // Kysely gives a connection back to the pool only after a rollback that succeeded.
    if (isUnanswered(error)) return unsent('ROLLBACK');
    throw error;
  }
}
