import { type EntityManager, type EntityName, helper, LockMode } from '@mikro-orm/postgresql';
import { UnseenRowError } from '../../errors/unique-key-errors.ts';
import { type Data } from '../parts/internals.ts';
import { settle } from '../reads/settle.ts';
import { inTransaction } from '../transaction/in-transaction.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { createUnlessExists } from './create-unless-exists.ts';
import { findByKey, findInMemory } from './find-by-key.ts';
import { callOf, dataOf, type Defaults, type Key } from './get-or-create.ts';
import {
  assignChanges,
  assignToPending,
  type Change,
  partsOf,
  requireComputable,
} from './computed-changes.ts';
import { proveKey, type ProvenKey } from './prove-key.ts';

/** `em.updateOrCreate`: documented there. */
export async function updateOrCreate<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  key: Key<E>,
  change: { readonly changes: object; readonly forNew?: Defaults<E> | undefined },
): Promise<[object: E, created: boolean]> {
  const { changes, forNew = {} } = change;
  // Metadata knows no generics.
  return (await ofKey(callOf(em, type), key, { changes, forNew })) as [E, boolean];
}

async function ofKey(
  call: UpsertCall,
  key: Data,
  change: Change,
): Promise<[object: object, created: boolean]> {
  const { em } = call;
  requireComputable(call, key, change);
  const proof = await proveKey(em, call.meta, key);
  const pending = findInMemory(call, proof, key);
  if (pending && !helper(pending).__managed) {
    assignToPending(em, pending, change.changes);
    return [pending, false];
  }
  if (em.isInTransaction()) {
    const result = await inside(call, proof, { key, change });
    await em.flush();
    return result;
  }
  return inTransaction(em, inner => inside(callOf(inner, call.meta.class), proof, { key, change }), {});
}

const attempts = 5;

async function inside(
  call: UpsertCall,
  proof: ProvenKey,
  { key, change }: { readonly key: Data; readonly change: Change },
): Promise<[object: object, created: boolean]> {
  const { em } = call;
  for (let tried = 0; tried < attempts; tried++) {
    // Locked, so that what others change meanwhile of the row is neither lost nor a conflict.
    const object = await findByKey(call, proof, key, LockMode.PESSIMISTIC_WRITE);
    if (object) {
      assignChanges(em, object, change.changes);
      return [object, false];
    }
    // An object that is loaded has lost its row, and leaves the unit.
    const lost = findInMemory(call, proof, key);
    if (lost) await em.refresh(lost);
    const { plain, computed } = partsOf(change.changes);
    const data = { ...(await dataOf(change.forNew)), ...plain, ...key };
    const [created, isNew] = await settle(em, () => createUnlessExists(call, proof, { data, computed }));
    if (isNew) return [created, true];
  }
  throw new UnseenRowError(proof.asked);
}
