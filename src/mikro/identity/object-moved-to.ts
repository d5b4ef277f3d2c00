import { type EntityManager } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';
import { stateOf } from '../state/unit-state.ts';
import { findByUniqueKey } from './find-by-unique-key.ts';
import { soughtRow } from './sought-row.ts';

/** The object whose row will have the primary key `id` after the next flush. */
export function objectMovedTo(
  em: EntityManager,
  meta: Meta,
  id: unknown,
  schema: string | undefined,
): object | undefined {
  if (stateOf(em).written.size === 0) return undefined;
  const sought = soughtRow(em, meta, id, schema);
  return sought && findByUniqueKey(em, meta, sought.key, sought.hash);
}
