import { type EntityManager, type EntityName, helper, Utils } from '@mikro-orm/postgresql';
import { isInMapOf } from '../identity/member-of.ts';
import { type Meta } from '../parts/internals.ts';
import { isRecorded, noteRowsWritten, recordWritten } from '../state/record.ts';

/** Runs `em.insert`, which is given an object or data, and tells of the row. */
export async function countedInsert<T>(
  em: EntityManager,
  [type, data = type]: readonly unknown[],
  insert: () => Promise<T>,
): Promise<T> {
  const answer = await insert();
  if (isRecorded(em)) tellInserted(em, type, Utils.asArray(data as object));
  return answer;
}

function tellInserted(em: EntityManager, type: unknown, given: readonly object[]): void {
  const [first] = given;
  if (!first) return;
  const meta: Meta = Utils.isEntity(first)
    ? helper(first as object).__meta
    : em.getMetadata().get(type as EntityName<any>);
  const objects = given.filter(object => Utils.isEntity(object) && isInMapOf(em, object));
  for (const object of objects) recordWritten(em, 'created', object);
  noteRowsWritten(em, { meta, kind: 'created', rows: given.length - objects.length, objects: [] });
}
