import { type EntityProperty, EventType, Utils } from '@mikro-orm/postgresql';
import { writingObjects } from '../transaction/unseen-writes.ts';
import { recordWritten } from '../state/record.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { type Draft, draftOf } from './draft.ts';
import { conflictTarget } from './conflict-target.ts';
import { flushPending } from './flush-pending.ts';
import { foldDuplicates } from './fold-duplicates.ts';
import { inOneTransaction } from './in-one-transaction.ts';
import { type RowToWrite, rowToWrite } from './row-to-write.ts';
import { unitObject } from './unit-object.ts';
import { driverOf, type UpsertCall } from './upsert-call.ts';
import { requireGivenVersions } from './version-conflicts.ts';
import { writeJoinedRows } from './write-joined-rows.ts';
import { batchesOf, type StoredRow, writeRows } from './write-rows.ts';

/** Inserts or updates the rows of `inputs` and returns the unit's objects for them, in the order of the inputs. */
export async function upsertObjects(call: UpsertCall, inputs: readonly object[]): Promise<object[]> {
  const drafts = inputs.map(input => draftOf(call, input));
  await announce(
    call,
    EventType.beforeUpsert,
    drafts.map(({ given }) => given),
  );
  for (const draft of drafts) conflictTarget(call, draft);
  await flushPending(call, drafts);

  const rows = foldDuplicates(
    call,
    drafts.map(draft => rowToWrite(call, draft)),
  );
  const stored = await writingObjects(call.em, () => store(call, rows));

  const objects = new Map<Draft, object>();
  for (const [row, { row: values, written, isNew }] of stored) {
    const object = unitObject(call, row, values);
    if (written) recordWritten(call.em, isNew ? 'created' : 'updated', object, fieldsOf(call, row));
    noteRowWritten(call.em, object);
    for (const draft of row.drafts) objects.set(draft, object);
  }
  const results = drafts.map(draft => objects.get(draft) as object);
  await announce(call, EventType.afterUpsert, [...new Set(results)]);
  return results;
}

/** The properties that an update has written. */
function fieldsOf({ meta }: UpsertCall, { merged }: RowToWrite): string[] {
  const props = meta.props as EntityProperty[];
  return props
    .filter(prop => prop.version || prop.fieldNames?.some(name => merged.includes(name)))
    .map(({ name }) => name);
}

async function store(call: UpsertCall, rows: readonly RowToWrite[]): Promise<Map<RowToWrite, StoredRow>> {
  const joined = call.meta.tptParent !== undefined;
  const checked = rows.length > 1 && rows.some(({ version }) => version !== undefined);
  const withMembers = rows.some(({ members }) => Object.keys(members).length > 0);
  const several = joined || checked || withMembers || batchesOf(call, rows).length > 1;
  return inOneTransaction(call, several, async inside => {
    const stored = await (joined ? writeJoinedRows : writeRows)(inside, rows);
    requireGivenVersions(inside, stored);
    if (withMembers) await writeMembers(inside, stored);
    return stored;
  });
}

async function writeMembers(
  { em, meta, options }: UpsertCall,
  stored: ReadonlyMap<RowToWrite, StoredRow>,
): Promise<void> {
  const driver = driverOf(em);
  for (const [{ members }, { row }] of stored) {
    const key = Utils.getOrderedPrimaryKeys(driver.mapResult(row, meta), meta) as unknown[];
    await driver.processManyToMany(meta, key, members, true, options);
  }
}

async function announce(
  { em, meta }: UpsertCall,
  event: EventType,
  entities: readonly object[],
): Promise<void> {
  const manager = em.getEventManager();
  if (!manager.hasListeners(event, meta)) return;
  for (const entity of entities) await manager.dispatchEvent(event, { entity, em, meta } as never, meta);
}
