import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { editedFields } from '../merge/edited-fields.ts';
import { storedForm } from '../merge/stored-form.ts';
import { type Data, type FactoryOptions, type Meta } from '../parts/internals.ts';
import { baseVersionOf, setBaseVersion } from '../state/base.ts';
import { quietly } from '../state/quietly.ts';
import { recordTouch, recordWritten } from '../state/record.ts';
import { rememberFor } from '../state/remember.ts';
import { versionPropertyOf } from '../state/version-property.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { driverOf } from '../upsert/upsert-call.ts';
import { type RowUpdate } from './update-statement.ts';

/** A loaded object whose row a statement has written, and what it assigned. */
export interface WrittenObject {
  readonly object: object;
  readonly meta: Meta;
  readonly isAssigned: (property: string) => boolean;
}

/** Makes the object what its row is after the change. What was edited while the statement ran is kept for the next flush. */
export async function takeRow(em: EntityManager, update: RowUpdate, row: Data): Promise<void> {
  const { object, meta, payload } = update;
  const data = driverOf(em).mapResult(row, meta);
  recordTouch(em, object);
  recordWritten(em, 'updated', object, fieldsOf(update));
  takeValues(em, { object, meta, isAssigned: name => name in payload.assigned }, data);
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
}

function fieldsOf({ meta, payload }: RowUpdate): string[] {
  const version = versionPropertyOf(meta)?.name;
  return [...Object.keys(payload.assigned), ...(version === undefined ? [] : [version])];
}

/** The same of a row by property; false when the object is of a newer one. */
export function takeValues(em: EntityManager, written: WrittenObject, data: Data): boolean {
  const { object, meta } = written;
  if (isSuperseded(written, data)) return false;
  const { __schema: schema } = helper(object);
  const options: FactoryOptions = { merge: true, convertCustomTypes: true, ...(schema && { schema }) };
  rememberFor(em, object);
  quietly(() => moveBase(em, written, data, options));
  em.getEntityFactory().create(meta.class, data as never, options as never);
  noteRowWritten(em, object);
  return true;
}

/** Answers to statements on several connections may overtake each other. */
function isSuperseded({ object, meta }: WrittenObject, data: Data): boolean {
  const version = versionPropertyOf(meta)?.name;
  const known = baseVersionOf(object);
  return version !== undefined && known != null && Number(data[version]) < Number(known);
}

/** What the statement wrote is the base of edits that were made while it ran, unless others have written the row as well. */
function moveBase(
  em: EntityManager,
  { object, meta, isAssigned }: WrittenObject,
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
  for (const name of edited) if (isAssigned(name) && name in stored) base[name] = stored[name];
  setBaseVersion(object, data[version]);
  Reflect.set(object, version, data[version]);
}
