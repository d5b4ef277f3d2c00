import { type EntityManager, type EntityName, helper, LockMode } from '@mikro-orm/postgresql';
import { UnseenRowError } from '../../errors/unique-key-errors.ts';
import { type Data } from '../parts/internals.ts';
import { settle } from '../reads/settle.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { requireItems } from './collection-items.ts';
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
import { storedTogether } from './stored-together.ts';

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
  requireItems(
    em,
    call.meta,
    typeof change.forNew === 'function' ? change.changes : { ...change.forNew, ...change.changes },
  );
  const proof = await proveKey(em, call.meta, key);
  const pending = findInMemory(call, proof, key);
  if (pending && !helper(pending).__managed) {
    assignToPending(em, pending, change.changes);
    return [pending, false];
  }
  return storedTogether(em, inner => inside(callOf(inner, call.meta.class), proof, { key, change }));
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
    requireItems(em, call.meta, data);
    const [created, isNew] = await settle(em, () => createUnlessExists(call, proof, { data, computed }));
    if (isNew) return [created, true];
  }
  throw new UnseenRowError(proof.asked);
}
