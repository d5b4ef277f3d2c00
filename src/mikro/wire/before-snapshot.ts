import { AsyncLocalStorage } from 'node:async_hooks';
import { LateLockError } from '../../errors/lock-errors.ts';
import { type Line } from './line.ts';
import { type Transaction } from './transaction.ts';

const locking = new AsyncLocalStorage<string>();

/** Runs `work`, which locks `name` by statements that are refused where the transaction reads from a snapshot that it has taken before. */
export function beforeSnapshot<T>(name: string, work: () => Promise<T>): Promise<T> {
  return locking.run(name, work);
}

/** Throws LateLockError for a lock that what the transaction reads would not be under. */
export async function requireNoSnapshot(line: Line, transaction: Transaction): Promise<void> {
  const name = locking.getStore();
  if (name === undefined || !transaction.hasSnapshot) return;
  transaction.isolation ??= await isolationOf(line);
  if (lasting.includes(transaction.isolation))
    throw new LateLockError(
      name,
      transaction.isolation,
      'Take the lock first, before anything is read, or use the isolation level read committed.',
    );
}

const lasting: readonly string[] = ['repeatable read', 'serializable'];

async function isolationOf(line: Line): Promise<string> {
  const text = 'show transaction_isolation';
  const { answer } = await line.send({ text, values: [], config: { text }, isText: true });
  const [row] = (Array.isArray(answer) ? [] : answer.rows) as { transaction_isolation: string }[];
  return row?.transaction_isolation ?? '';
}
