import { type EntityManager, type FilterQuery, Utils } from '@mikro-orm/postgresql';
import { UnadoptableEntityError } from '../../errors/adopt-errors.ts';
import { type Data, type Meta } from '../parts/internals.ts';

/**
 * The class of each row: the one asked for, or that which its discriminator names. Rows that do not say are
 * loaded, for a loaded object knows.
 */
export async function classesOf(
  em: EntityManager,
  meta: Meta,
  rows: readonly Data[],
): Promise<readonly Meta[]> {
  const named = rows.map(row => namedClass(em, meta, row));
  const unknown = rows.filter((row, index) => !named[index] && !isLoaded(em, meta, row));
  if (unknown.length > 0)
    await em.find(meta.class, { $or: unknown.map(row => keyOf(em, meta, row)) } as FilterQuery<object>);
  if (!unknown.every(row => isLoaded(em, meta, row)))
    throw new UnadoptableEntityError(meta.className, 'ambiguous');
  return named.map(found => found ?? meta);
}

function namedClass(em: EntityManager, meta: Meta, row: Data): Meta | undefined {
  const isParent = meta.inheritanceType === 'tpt' && (meta.allTPTDescendants?.length ?? 0) > 0;
  if (!meta.abstract && !isParent) return meta;
  const { root } = meta;
  const name = root.tptDiscriminatorColumn ?? root.discriminatorColumn ?? '';
  const column = root.properties[name as never]?.fieldNames?.[0] ?? name;
  const named = root.discriminatorMap?.[(row[column] ?? row[name]) as string];
  return named && em.getMetadata().get(named);
}

function isLoaded(em: EntityManager, meta: Meta, row: Data): boolean {
  const key = Utils.getOrderedPrimaryKeys(keyOf(em, meta, row), meta) as never;
  return em.getUnitOfWork(false).getById(meta.class, key, undefined, true) !== undefined;
}

function keyOf(em: EntityManager, meta: Meta, row: Data): Data {
  const data = em.getComparator().mapResult(meta, row as never) as Data;
  return Object.fromEntries(meta.primaryKeys.map(name => [name, data[name]]));
}
