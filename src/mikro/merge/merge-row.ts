import { helper } from '@mikro-orm/postgresql';
import { type EntityFactory } from '../parts/entity-factory.ts';
import { type Meta } from '../parts/internals.ts';
import { quietly } from '../state/quietly.ts';
import { noteRowRead } from '../state/reading.ts';
import { rememberRead } from '../state/remember.ts';
import { mergeColumns } from './merge-columns.ts';
import { mergeRelatedRows } from './merge-related-rows.ts';
import { type ReadRow } from './read-row.ts';

/**
 * Merges a row that was read into the object that the unit has for it. Afterwards an object that is not edited
 * equals one version of its row; an edited one has kept its edits and the base that they were made on.
 */
export function mergeRow(factory: EntityFactory, read: ReadRow): void {
  const { __meta: own, __initialized: loaded } = helper(read.object);
  // A row that was read by its root class does not always say which class it is of; a loaded object does.
  const meta: Meta = loaded && own.root === read.meta.root ? own : read.meta;
  rememberRead(factory.em, read.object);
  noteRowRead(read.object);
  quietly(() => {
    mergeColumns(factory, { ...read, meta });
    mergeRelatedRows(factory, { ...read, meta });
  });
}
