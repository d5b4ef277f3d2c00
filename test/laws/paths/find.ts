import type { Path } from '../path.ts';
import { fieldsOf, restOf } from './parts-of-a-row.ts';

export const findByKey: Path = {
  name: 'findOne by key',
  sees: 'nothing',
  read: (em, { shape, key }) => em.findOne(shape.type, key as never),
};

export const findRefreshed: Path = {
  name: 'findOne, refresh',
  sees: 'the row',
  read: (em, { shape, key }) => em.findOne(shape.type, key as never, { refresh: true }),
};

export const findByTag: Path = {
  name: 'findOne by a unique column',
  sees: 'nothing',
  read: (em, { shape, tag }) => em.findOne(shape.type, { tag }),
};

export const findByLabel: Path = {
  name: 'find by another column',
  sees: 'the row',
  read: async (em, { shape, tag }) => (await em.find(shape.type, { label: tag }))[0],
};

export const findPartOf: Path = {
  name: 'findOne, fields with the edited one',
  sees: 'its field',
  read: (em, { shape, tag }) => em.findOne(shape.type, { label: tag }, { fields: fieldsOf(shape) }),
};

export const findRest: Path = {
  name: 'find, fields without the edited one',
  sees: 'its note',
  read: async (em, { shape, tag }) => (await em.find(shape.type, { label: tag }, { fields: restOf() }))[0],
};

export const findExcept: Path = {
  name: 'find, the edited field excluded',
  sees: 'its note',
  read: async (em, { shape, tag }) =>
    (await em.find(shape.type, { label: tag }, { exclude: [shape.field] as never }))[0],
};

export const cursor: Path = {
  name: 'findByCursor',
  sees: 'the row',
  read: async (em, { shape, tag }) =>
    (await em.findByCursor(shape.type, { where: { label: tag }, first: 1, orderBy: { tag: 'asc' } }))
      .items[0],
};
