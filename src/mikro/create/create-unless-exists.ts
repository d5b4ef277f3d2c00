import { EventType } from '@mikro-orm/postgresql';
import { UnseenRowError } from '../../errors/unique-key-errors.ts';
import { UpsertUnsettledError } from '../../errors/upsert-errors.ts';
import { type Data } from '../parts/internals.ts';
import { recordWritten } from '../state/record.ts';
import { noteWrite } from '../state/edit-tracking.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { type Draft, draftOf } from '../upsert/draft.ts';
import { flushPending } from '../upsert/flush-pending.ts';
import { type RowToWrite, rowToWrite } from '../upsert/row-to-write.ts';
import { unitObject } from '../upsert/unit-object.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { writeJoinedRows } from '../upsert/write-joined-rows.ts';
import { type StoredRow, writeRows } from '../upsert/write-rows.ts';
import { announceCreate } from './announce-create.ts';
import { hasItems } from './collection-items.ts';
import { forgetNew } from './forget-new.ts';
import { insertInSavepoint } from './insert-in-savepoint.ts';
import { persistRelated } from './persist-related.ts';
import { type ProvenKey } from './prove-key.ts';
import { forgetIndexes } from './unique-indexes.ts';

/** What a new row is to have, and what the database is to compute of that. */
export interface NewRow {
  readonly data: Data;
  readonly computed?: Data;
}

/** Creates the object of a row and inserts it, unless one with the key exists: then the object of that is returned. */
export async function createUnlessExists(
  given: UpsertCall,
  proof: ProvenKey,
  { data, computed = {} }: NewRow,
): Promise<[object: object, created: boolean]> {
  const call: UpsertCall = { ...given, target: proof.target, creates: true };
  const complete = await persistRelated(call, data);
  await flushPending(call, [{ object: null, given: complete, generated: [], managed: false }]);
  const object = call.em.create(
    call.meta.class,
    complete as never,
    { persist: false, partial: true } as never,
  ) as object;
  try {
    const [own, created] = await store(call, proof, { object, computed });
    // What is stored in other rows is left for the flush.
    if (created && hasItems(call.meta, data)) noteWrite(own);
    return [own, created];
  } catch (error) {
    forgetNew(call.em, object);
    throw error;
  }
}

async function store(
  call: UpsertCall,
  proof: ProvenKey,
  { object, computed }: { readonly object: object; readonly computed: Data },
): Promise<[object: object, created: boolean]> {
  await announceCreate(call, EventType.beforeCreate, object);
  const draft: Draft = { ...draftOf(call, object), computed };
  const row = rowToWrite(call, draft);
  const { row: values, written } = await insert(call, proof, row);
  if (!written) forgetNew(call.em, object);
  const own = unitObject(call, written ? row : { ...row, drafts: [] }, values);
  noteRowWritten(call.em, own);
  if (written) recordWritten(call.em, 'created', own);
  if (written) await announceCreate(call, EventType.afterCreate, own);
  return [own, written];
}

async function insert(call: UpsertCall, proof: ProvenKey, row: RowToWrite): Promise<StoredRow> {
  const { em, meta } = call;
  const joined = meta.tptParent !== undefined;
  const write = joined ? writeJoinedRows : writeRows;
  try {
    const stored = await insertInSavepoint(call, joined, inside => write(inside, [row]));
    return stored.get(row) as StoredRow;
  } catch (error) {
    forgetIndexes(em, meta.root);
    if (error instanceof UpsertUnsettledError) throw new UnseenRowError(proof.asked, { cause: error });
    throw error;
  }
}
