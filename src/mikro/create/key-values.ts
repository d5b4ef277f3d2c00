import { type EntityManager, QueryHelper, Utils } from '@mikro-orm/postgresql';
import { type AskedKey } from '../../errors/unique-key-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { driverOf } from '../upsert/upsert-call.ts';

/** The values of `key` by column, in the database's form. */
export function keyValues(em: EntityManager, meta: Meta, key: Data): Data {
  const data = Utils.copy(QueryHelper.processObjectParams({ ...key })) as Data;
  return driverOf(em).mapDataToFieldNames(data, true, meta.properties, true);
}

/** The fields of `row` that name it. */
export function keyOf({ asked }: { readonly asked: AskedKey }, row: Data): Data {
  return Object.fromEntries(asked.fields.map(name => [name, row[name]]));
}
