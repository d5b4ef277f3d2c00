import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type Data, type FactoryOptions } from '../parts/internals.ts';
import { baseVersionOf, setBaseVersion } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { recordTouch, recordWritten } from '../state/record.ts';
import { rememberFor } from '../state/remember.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { driverOf } from '../upsert/upsert-call.ts';
import { type RowUpdate } from './update-statement.ts';

/** Makes the object what its row is after the change. What was edited while the statement ran is kept for the next flush. */
export async function takeRow(em: EntityManager, update: RowUpdate, row: Data): Promise<void> {
  const { object, meta } = update;
  const data = driverOf(em).mapResult(row, meta);
  recordTouch(em, object);
  recordWritten(em, 'updated', object, fieldsOf(update));
  if (isSuperseded(update, data)) return;
  const { __schema: schema } = helper(object);
  const options: FactoryOptions = { merge: true, convertCustomTypes: true, ...(schema && { schema }) };
  rememberFor(em, object);
  quietly(() => moveBase(em, update, data, options));
  em.getEntityFactory().create(meta.class, data as never, options as never);
  noteRowWritten(em, object);
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
}

function fieldsOf({ meta, payload }: RowUpdate): string[] {
  const version = versionPropertyOf(meta)?.name;
  return [...Object.keys(payload.assigned), ...(version === undefined ? [] : [version])];
}

/** Answers to statements on several connections may overtake each other. */
function isSuperseded({ object, meta }: RowUpdate, data: Data): boolean {
  const version = versionPropertyOf(meta)?.name;
  const known = baseVersionOf(object);
  return version !== undefined && known != null && Number(data[version]) < Number(known);
}

/** What the statement wrote is the base of edits that were made while it ran, unless others have written the row as well. */
function moveBase(
  em: EntityManager,
  { object, meta, payload }: RowUpdate,
  data: Data,
  options: FactoryOptions,
): void {
  const base = helper(object).__originalEntityData as Data | undefined;
  const version = versionPropertyOf(meta)?.name;
  const known = baseVersionOf(object);
  if (!base || known === undefined || !version || Number(data[version]) !== Number(known) + 1) return;
  const edited = editedFields(em, object);
  if (edited.length === 0) return;
  const stored = storedForm(em, meta, data, options);
  for (const name of edited) if (name in payload.assigned && name in stored) base[name] = stored[name];
  setBaseVersion(object, data[version]);
  Reflect.set(object, version, data[version]);
}
