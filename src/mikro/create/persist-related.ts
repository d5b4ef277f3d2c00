import { Reference, ReferenceKind, Utils } from '@mikro-orm/postgresql';
import { isNewObject } from '../identity/is-new-object.ts';
import { type Data } from '../parts/internals.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';

/** Persists the new rows that `data` refers to, which must be stored before a row can, and returns it with objects for them. */
export async function persistRelated({ em, meta }: UpsertCall, data: Data): Promise<Data> {
  const complete = { ...data };
  for (const prop of meta.relations) {
    const value: unknown = Reference.unwrapReference(data[prop.name] as object);
    const toOne =
      prop.kind === ReferenceKind.MANY_TO_ONE || (prop.kind === ReferenceKind.ONE_TO_ONE && prop.owner);
    if (!toOne || !prop.targetMeta || value === null || value === undefined) continue;
    const isData =
      Utils.isPlainObject<Data>(value) &&
      !Utils.isEntity(value) &&
      !isKey(value, prop.targetMeta.primaryKeys);
    const target: unknown = isData ? em.create(prop.targetMeta.class, value as never) : value;
    if (Utils.isEntity<object>(target) && isNewObject(target)) em.persist(target);
    complete[prop.name] = target;
  }
  return complete;
}

function isKey(value: Data, primaryKeys: readonly string[]): boolean {
  const names = Object.keys(value);
  return names.length === primaryKeys.length && names.every(name => primaryKeys.includes(name));
}
