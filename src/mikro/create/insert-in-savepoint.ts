import { inOneTransaction } from '../upsert/in-one-transaction.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { writingObjects } from '../transaction/unseen-writes.ts';
import { rideAlong } from '../wire/ride-along.ts';

/**
 * Runs `insert`, whose statements are done together. In a transaction it has a savepoint, so that a row that is refused leaves
 * the transaction usable; outside one it has a transaction of its own when it has `several` statements.
 */
export function insertInSavepoint<T>(
  call: UpsertCall,
  several: boolean,
  insert: (inside: UpsertCall) => Promise<T>,
): Promise<T> {
  const nested = call.options.ctx !== undefined;
  const write = () => inOneTransaction(call, several || nested, insert);
  return writingObjects(call.em, () => (nested ? rideAlong(write) : write()));
}
