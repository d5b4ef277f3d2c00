import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';
import { BulkWriteError } from '../../errors/bulk-errors.ts';
import { payloadOf } from '../computed/payload.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { requireSound } from './require-sound.ts';

interface BulkUpdate {
  readonly type: EntityName<any>;
  readonly where: unknown;
  readonly changes: object;
}

/** `em.updateWhere`: changes all rows that `where` is true of by one statement. */
export async function updateWhere(
  em: EntityManager,
  { type, where, changes }: BulkUpdate,
  options: object = {},
): Promise<number> {
  const meta = requireOneTable(em, type, 'em.updateWhere');
  requireSound(em, meta, where, 'em.updateWhere');
  const { assigned } = payloadOf(em, meta, changes, 'em.updateWhere');
  return em.nativeUpdate(type, where as never, { ...setByUpdates(em, meta), ...assigned } as never, options);
}

/** `em.deleteWhere`: deletes all rows that `where` is true of by one statement. */
export async function deleteWhere(
  em: EntityManager,
  type: EntityName<any>,
  where: unknown,
  options: object = {},
): Promise<number> {
  requireSound(em, requireOneTable(em, type, 'em.deleteWhere'), where, 'em.deleteWhere');
  return em.nativeDelete(type, where as never, options);
}

function requireOneTable(em: EntityManager, type: EntityName<any>, operation: string): Meta {
  const meta: Meta = em.getMetadata().get(type);
  if (meta.virtual || meta.embeddable)
    throw new BulkWriteError(operation, meta.className, 'it has no table.');
  if (meta.inheritanceType === 'tpt')
    throw new BulkWriteError(
      operation,
      meta.className,
      'its rows are in several tables, so no one statement writes them. Change or remove the objects and flush.',
    );
  return meta;
}

/** What the entity says that every update sets, as far as it does not depend on the object. */
function setByUpdates(em: EntityManager, meta: Meta): Data {
  const props = meta.props.filter(
    prop => prop.onUpdate?.length === 0 && !prop.embedded && prop.persist !== false,
  );
  return Object.fromEntries(props.map(prop => [prop.name, prop.onUpdate?.({}, em)]));
}
