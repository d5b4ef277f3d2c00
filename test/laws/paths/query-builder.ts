import type { Path } from '../path.ts';
import { fieldsOf } from './parts-of-a-row.ts';

export const queryWhole: Path = {
  name: 'query builder, whole rows',
  sees: 'the row',
  read: async (em, { shape, tag }) =>
    (await em.createQueryBuilder(shape.type).where({ label: tag }).getResultList())[0],
};

export const queryPart: Path = {
  name: 'query builder, selected fields',
  sees: 'its field',
  read: async (em, { shape, tag, keyData }) =>
    (
      await em
        .createQueryBuilder(shape.type)
        .select([...Object.keys(keyData), ...(fieldsOf(shape) as string[])] as never)
        .where({ label: tag })
        .getResultList()
    )[0],
};

export const queryJoined: Path = {
  name: 'query builder, joined and selected',
  sees: 'the row',
  async read(em, { shape, shelf }) {
    const [found] = await em
      .createQueryBuilder(shape.shelf, 'shelf')
      .select('*')
      .leftJoinAndSelect('shelf.rows' as never, 'found')
      .where({ id: shelf })
      .getResultList();
    return (found as unknown as { rows: Iterable<unknown> }).rows[Symbol.iterator]().next().value;
  },
};

export const queryStream: Path = {
  name: 'query builder, stream',
  sees: 'the row',
  read: async (em, { shape, tag }) =>
    (await Array.fromAsync(em.createQueryBuilder(shape.type).where({ label: tag }).stream()))[0],
};
