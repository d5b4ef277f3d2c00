import { type EntityManager } from '@mikro-orm/postgresql';
import { ObjectInTransactionError } from '../../errors/transaction-errors.ts';
import { describeObject } from '../identity/describe-object.ts';
import { type Level, levelOf } from './level.ts';
import { isQuiet } from './quietly.ts';
import { recordTouch } from './record.ts';
import { levelHere } from './transaction-fork.ts';
import { stateOfObject, type UnitState } from './unit-state.ts';

const unfinished = new WeakSet<object>();

/** Notes that `em` is making `object` from a row: until it is finished it was nothing that a rollback could put back. */
export function noteUnfinished(em: EntityManager, object: object): void {
  unfinished.add(object);
  const level = levelOf(em);
  level?.noteMade(object);
  if (level?.readsUnseen) level.stored.add(object);
}

/** Notes that `object` has its row. */
export function noteFinished(object: object): void {
  unfinished.delete(object);
}

/** Notes what `object` is, before something in it may be changed, for the rollback of the transaction around. */
export function remember(object: object): void {
  const state = stateOfObject(object);
  if (!state || unfinished.has(object)) return;
  const { recorder, levels } = state;
  if (recorder.heard) recorder.tell({ type: 'touched', object, level: levelHere(state) });
  if (levels.size === 0) return;
  const level = levelHere(state);
  // What it has read, and reads again, is as true when it is rolled back.
  if (level && !(isQuiet() && level.hasLoaded(object))) level.remember(object);
}

/** The same for what `em` reads of a row. */
export function rememberRead(em: EntityManager, object: object): void {
  recordTouch(em, object);
  const level = levelOf(em);
  if (level && !level.hasLoaded(object)) level.remember(object);
}

/** The same for what `em` is about to do, also to an object that is not a member yet. */
export function rememberFor(em: EntityManager, object: object): void {
  if (unfinished.has(object)) return;
  recordTouch(em, object);
  levelOf(em)?.remember(object);
}

/** The same for a write of the application, which another transaction of the unit may be at. */
export function rememberWrite(object: object): void {
  const state = stateOfObject(object);
  if (!state || state.levels.size === 0) return;
  const here = levelHere(state);
  requireNotWritten(object, state, here);
  if (!unfinished.has(object)) here?.remember(object);
  here?.written.add(object);
}

function requireNotWritten(object: object, state: UnitState, here: Level | undefined): void {
  for (const level of state.levels)
    if (level.written.has(object) && !here?.isInside(level))
      throw new ObjectInTransactionError(...describeObject(object));
}
