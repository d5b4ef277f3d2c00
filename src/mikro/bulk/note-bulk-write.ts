import { type EntityManager } from '@mikro-orm/postgresql';
import { type Meta } from '../parts/internals.ts';

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

const listeners = new Set<(written: BulkWritten) => void>();

/** Has `listener` told of every statement that writes many rows. Returns what ends it. */
export function onBulkWrite(listener: (written: BulkWritten) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Notes that a statement has written rows, when the unit's objects are in step with them. */
export function noteBulkWrite(written: BulkWritten): void {
  for (const listener of listeners) listener(written);
}
