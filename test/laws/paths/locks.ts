import { type EntityManager, LockMode } from '../../../src/index.ts';
import type { Path } from '../path.ts';
import { objectOf } from './of-the-object.ts';

export const locked: Path = {
  name: 'em.lock',
  sees: 'the row',
  flushes: 'after',
  read: (em, row) =>
    inTransaction(em, async inner => {
      const object = objectOf(inner, row);
      await inner.lock(object, LockMode.PESSIMISTIC_WRITE);
      return object;
    }),
};

export const lockedFind: Path = {
  name: 'findOne, locked',
  sees: 'the row',
  flushes: 'before',
  read: (em, { shape, key }) =>
    inTransaction(em, inner =>
      inner.findOne(shape.type, key as never, { lockMode: LockMode.PESSIMISTIC_WRITE }),
    ),
};

function inTransaction<T>(em: EntityManager, body: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.isInTransaction() ? body(em) : em.transactional(body);
}
