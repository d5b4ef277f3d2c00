import { type EntityProperty, helper, Reference, Utils } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';

/** The columns' values of a primary key that is given in any way that MikroORM accepts: scalar, array, object or entity. */
export function keyParts(meta: Meta, id: unknown): unknown[] {
  if (Utils.isEntity<object>(id, true)) return partsOfObject(meta, Reference.unwrapReference(id));
  const props = meta.getPrimaryProps();
  if (Array.isArray(id)) {
    if (id.length !== props.length) return id.flat(Infinity);
    return props.flatMap((prop, at) => partsOf(prop, id[at]));
  }
  if (Utils.isPlainObject<Record<string, unknown>>(id))
    return props.flatMap(prop => partsOf(prop, id[prop.name]));
  return props.length === 1 ? props.flatMap(prop => partsOf(prop, id)) : [id];
}

function partsOfObject(meta: Meta, object: object): unknown[] {
  return keyParts(
    meta,
    quietly(() => helper(object).getPrimaryKey()),
  );
}

function partsOf(prop: EntityProperty<any>, value: unknown): unknown[] {
  const isKey = typeof value === 'object' && value !== null;
  return prop.targetMeta && isKey ? keyParts(prop.targetMeta, value) : [value];
}
