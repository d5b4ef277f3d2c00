import { type EntityManager, helper } from '@mikro-orm/postgresql';
import { isInMapOf } from '../identity/member-of.ts';
import { type Meta } from '../parts/internals.ts';
import { theirsOf } from '../state/base.ts';
import { noteRowsWritten, recordWritten } from '../state/record.ts';
import { type WriteKind } from '../state/recorder.ts';

/** A statement that has written any number of rows of one class, and what the unit has of them. */
export interface BulkWritten {
  readonly em: EntityManager;
  readonly meta: Meta;
  readonly kind: 'insert' | 'update' | 'delete';
  /** The number of all rows that it has written, loaded or not. */
  readonly count: number;
  /** The unit's objects that it has touched: those of the rows it wrote, and those that cascades reached. */
  readonly objects: readonly object[];
}

const kinds = { insert: 'created', update: 'updated', delete: 'deleted' } as const satisfies Record<
  BulkWritten['kind'],
  WriteKind
>;

/** Tells that a statement has written rows, when the unit's objects are in step with them. */
export function noteBulkWrite({ em, meta, kind, count, objects }: BulkWritten): void {
  const written = kind === 'delete' ? objects.filter(object => isDeletedFrom(em, meta, object)) : objects;
  noteRowsWritten(em, { meta, kind: kinds[kind], rows: count, objects: written });
  for (const object of new Set(objects).difference(new Set(written)))
    recordWritten(em, isGone(em, object) ? 'deleted' : 'updated', object);
}

/** Not what its foreign keys have taken along, which the count does not count. */
function isDeletedFrom(em: EntityManager, meta: Meta, object: object): boolean {
  return helper(object).__meta.root === meta.root && isGone(em, object);
}

function isGone(em: EntityManager, object: object): boolean {
  return !isInMapOf(em, object) || theirsOf(object) === null;
}
