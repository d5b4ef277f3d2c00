import { helper } from '@mikro-orm/postgresql';
import { takeValues } from '../computed/take-row.ts';
import { getByKeyValue } from '../identity/get-by-key-value.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { recordTouch } from '../state/record.ts';
import { rememberFor } from '../state/remember.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { mapped } from '../upsert/unit-object.ts';
import { type BulkWrite } from './bulk-write.ts';

/** Brings the unit in step with rows that a statement has written. Returns their objects. */
export function takeWritten(write: BulkWrite, rows: readonly Data[]): readonly object[] {
  return rows.map(row => takeOne(write, row));
}

/** Whether the unit has an object for a row. */
export function isLoadedRow({ em, meta, schema }: BulkWrite, row: Data): boolean {
  const data = mapped({ em, meta, options: {} }, row);
  return getByKeyValue(em, meta.class, keyIn(meta, data), { schema, convertCustomTypes: true }) !== undefined;
}

function takeOne({ em, meta, schema, columns }: BulkWrite, row: Data): object {
  const options = schema === undefined ? {} : { schema };
  const data = mapped({ em, meta, options }, row);
  const loaded = getByKeyValue(em, meta.class, keyIn(meta, data), { schema, convertCustomTypes: true });
  if (loaded) recordTouch(em, loaded);
  if (loaded && helper(loaded).__initialized) {
    const own: Meta = helper(loaded).__meta;
    const isAssigned = (name: string) =>
      own.properties[name]?.fieldNames?.some((column: string) => columns?.has(column)) ?? false;
    takeValues(em, { object: loaded, meta: own, isAssigned }, data);
    return loaded;
  }
  if (loaded) rememberFor(em, loaded);
  const object: object = em
    .getEntityFactory()
    .create(meta.class, data as never, { merge: true, convertCustomTypes: true, ...options } as never);
  noteRowWritten(em, object);
  return object;
}

function keyIn(meta: Meta, data: Data): unknown {
  const key = meta.primaryKeys.map(name => data[name] as unknown);
  return key.length > 1 ? key : key[0];
}
