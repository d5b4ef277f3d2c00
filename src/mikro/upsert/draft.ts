import { getOnCreateGeneratedFields, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Data, type Meta } from '../parts/internals.ts';
import { type UpsertCall } from './upsert-call.ts';

/** One input of an upsert, with the defaults that an insert needs. */
export interface Draft {
  /** The application's object, or null when data was given. */
  readonly object: object | null;
  /** The data, or the object itself. */
  readonly given: Data;
  /** The properties that `onCreate` filled, which are for a new row alone. */
  readonly generated: readonly string[];
  /** The object was loaded from a row, or stored in one. */
  readonly managed: boolean;
  /** What the database is to compute for a new row, expressions starting from what the object has. */
  readonly computed?: Data;
}

export function draftOf({ em, meta }: UpsertCall, input: object): Draft {
  const object = Utils.isEntity(input) ? input : null;
  const given: Data = object ?? { ...input };
  const own = meta as Meta;
  const generated = getOnCreateGeneratedFields(own, given);
  em.getEntityFactory().assignDefaultValues(given, own, !object);
  if (!object) completeData(own, given);
  return {
    object,
    given,
    generated,
    managed: object !== null && helper(object).__originalEntityData !== undefined,
  };
}

function completeData(meta: Meta, data: Data): void {
  for (const [name, value] of Object.entries(data)) {
    if (meta.properties[name]?.persist === false || value === undefined) delete data[name];
    else if (Reference.isReference(value)) data[name] = Reference.unwrapReference(value as object);
  }
  const { root } = meta;
  if (root.inheritanceType === 'sti' && root.discriminatorColumn && meta.discriminatorValue != null)
    data[root.discriminatorColumn] ??= meta.discriminatorValue;
}
