import type { Path } from '../path.ts';
import { fieldsOf } from './parts-of-a-row.ts';

export const stream: Path = {
  name: 'em.stream',
  sees: 'the row',
  read: async (em, { shape, tag }) =>
    (await Array.fromAsync(em.stream(shape.type, { where: { label: tag } })))[0],
};

export const streamPart: Path = {
  name: 'em.stream, fields with the edited one',
  sees: 'its field',
  read: async (em, { shape, tag }) =>
    (await Array.fromAsync(em.stream(shape.type, { where: { label: tag }, fields: fieldsOf(shape) })))[0],
};
