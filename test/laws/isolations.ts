import { IsolationLevel } from '../../src/index.ts';

/** The levels at which the laws hold. */
export const isolations = [
  IsolationLevel.READ_COMMITTED,
  IsolationLevel.REPEATABLE_READ,
  IsolationLevel.SERIALIZABLE,
] as const;

/** Whether a transaction of this level keeps reading from its first snapshot. */
export function keepsSnapshot(level: IsolationLevel): boolean {
  return level !== IsolationLevel.READ_COMMITTED;
}
