import { type EntityManager, type EntityName, Utils } from '@mikro-orm/postgresql';
import { UnadoptableEntityError } from '../../errors/adopt-errors.ts';
import { type Meta } from '../parts/internals.ts';

/** The metadata of a class of which rows can be adopted. */
export function adoptableMeta(em: EntityManager, type: EntityName<any>): Meta {
  const meta: Meta | undefined = em.getMetadata().find(type);
  if (!meta) throw new UnadoptableEntityError(Utils.className(type), 'unknown');
  if (meta.embeddable) throw new UnadoptableEntityError(meta.className, 'embeddable');
  if (meta.virtual) throw new UnadoptableEntityError(meta.className, 'virtual');
  return meta;
}
