import { type EntityManager } from '@mikro-orm/postgresql';
import { insideFlush } from '../state/inside-flush.ts';
import { type Level, levelOf } from '../state/level.ts';
import { UnitScope } from '../state/unit-scope.ts';

interface Open {
  readonly em: EntityManager;
  readonly level: Level;
}

const transactions = new WeakMap<object, Open>();
const known = new UnitScope();

/** Notes that statements in the transaction `trx` are of `level`. */
export function noteContext(trx: object, em: EntityManager, level: Level): void {
  transactions.set(trx, { em, level });
}

/** Runs `work`, whose statements write rows that end up in objects of the unit of `em`. */
export function writingObjects<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  return known.run(em, work);
}

/** Notes that `sql` is sent in the transaction `trx`: what it writes no flush knows of, nor what a rollback has to undo. */
export function noteStatement(trx: object | undefined, sql: string): void {
  const open = trx && transactions.get(trx);
  if (!open || open.level.wroteUnseen || onlyReads.test(sql)) return;
  if (!insideFlush(open.em) && !known.covers(open.em)) open.level.wroteUnseen = true;
}

/** Notes that a flush of `em` writes rows besides those of its objects, as ON DELETE does. */
export function noteUnseen(em: EntityManager): void {
  const level = levelOf(em);
  if (level) level.wroteUnseen = true;
}

const onlyReads = /^\s*(select|set|show|values|explain|lock)\b/i;
