import { type EntityManager } from '@mikro-orm/postgresql';
import { type ConflictError } from '../../errors/conflict-error.ts';
import { type Meta } from '../parts/internals.ts';
import { type Level, levelOf } from './level.ts';
import { type UnitEvent, type WriteKind } from './recorder.ts';
import { stateOf } from './unit-state.ts';

/** Whether somebody listens to what the unit of `em` does. */
export function isRecorded(em: EntityManager): boolean {
  return stateOf(em).recorder.heard;
}

/** Tells that `em` has done something. What there is to tell is made only when somebody listens. */
export function record(em: EntityManager, event: (level: Level | undefined) => UnitEvent): void {
  const { recorder } = stateOf(em);
  if (recorder.heard) recorder.tell(event(levelOf(em)));
}

/** Tells that what is known of the row of `object` may change now. */
export function recordTouch(em: EntityManager, object: object): void {
  const { recorder } = stateOf(em);
  if (recorder.heard) recorder.tell({ type: 'touched', object, level: levelOf(em) });
}

/** Tells that the row of `object` was written, with the properties `fields`. */
export function recordWritten(
  em: EntityManager,
  kind: WriteKind,
  object: object,
  fields: readonly string[] = [],
): void {
  record(em, level => ({ type: 'written', kind, object, fields, level }));
}

/** Tells that a read has shown that the row of `object` is no more. To be called while the object still has its base. */
export function recordGone(em: EntityManager, object: object): void {
  recordTouch(em, object);
  record(em, level => ({ type: 'gone', object, level }));
}

/** Rows that one statement has written, most of which need not be loaded. */
export interface RowsWritten {
  readonly meta: Meta;
  readonly kind: WriteKind;
  /** How many it were, loaded or not. */
  readonly rows: number;
  /** The unit's objects among them. */
  readonly objects: readonly object[];
}

/** Tells that a statement has written rows by a condition. What is known of `objects` is to be touched before it changes. */
export function noteRowsWritten(em: EntityManager, written: RowsWritten): void {
  record(em, level => ({ type: 'rowsWritten', ...written, level }));
}

/** Tells that the attempt of this number has failed and is repeated. */
export function recordRetry(em: EntityManager, attempt: number, error: unknown): void {
  record(em, () => ({ type: 'retry', attempt, error }));
}

/** Tells of a conflict, and returns its error. */
export function recordConflict(em: EntityManager, error: ConflictError): ConflictError {
  record(em, level => ({ type: 'conflict', error, level }));
  return error;
}
