import { type EntityManager, equals, helper } from '@mikro-orm/postgresql';
import { differingFields } from '../merge/differing-fields.ts';
import { fieldOf } from '../merge/field-of.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { type NetRow } from './net-rows.ts';

/** The properties whose stored values are other ones than before, and those that were written without being known before. */
export function changedFields(em: EntityManager, { object, before, after, written }: NetRow): string[] {
  const { __meta: meta } = helper(object);
  const [known = {}, stored = {}] = [before?.values, after?.values];
  const compared = new Set<string>(meta.comparableProps.map(({ name }) => name));
  const changed = [...differingFields(em, meta, stored, known)].filter(name => name in known);
  for (const name of Object.keys(stored)) {
    if (!isStored(meta, name)) continue;
    if (name in known ? !compared.has(name) && !same(stored, known, name) : written.has(name))
      changed.push(name);
  }
  return [...new Set(changed.map(name => fieldOf(meta, name)))];
}

function same(one: Data, other: Data, name: string): boolean {
  return equals(one[name] ?? null, other[name] ?? null);
}

/** Not what is computed when it is read, nor what is stored in the row of another object. */
function isStored(meta: Meta, name: string): boolean {
  const prop = meta.properties[name];
  return prop !== undefined && prop.persist !== false && !prop.formula && !prop.mappedBy;
}
