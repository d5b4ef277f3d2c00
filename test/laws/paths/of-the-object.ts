import { type EntityManager, Reference, wrap } from '../../../src/index.ts';
import type { Path } from '../path.ts';
import type { Row } from '../shapes/row.ts';
import type { StoredRow } from '../stored-row.ts';

export const refresh: Path = {
  name: 'em.refresh',
  sees: 'the row',
  read: (em, row) => em.refresh(objectOf(em, row)),
};

export const init: Path = {
  name: 'wrap().init',
  sees: 'the row',
  read: (em, row) => wrap(objectOf(em, row)).init(),
};

export const referenceLoad: Path = {
  name: 'reference.load, refresh',
  sees: 'the row',
  read: (em, row) => Reference.create(objectOf(em, row)).load({ refresh: true }),
};

/** The loaded object, or a reference when there is none. */
export function objectOf(em: EntityManager, { shape, key }: StoredRow): Row {
  return em.getReference(shape.type, key);
}
