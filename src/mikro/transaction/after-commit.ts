import { type EntityManager } from '@mikro-orm/postgresql';
import { isUnitEdited } from '../reads/unit-is-edited.ts';
import { levelOf } from '../state/level.ts';
import { stateOf } from '../state/unit-state.ts';
import { runAfterCommit } from './commit-events.ts';

/** `em.afterCommit`: where no transaction is open it is the flush of what is pending that commits, and with nothing pending all is. */
export function afterCommit(em: EntityManager, handler: () => unknown): void {
  const level = levelOf(em);
  if (level) level.afterCommit.push(handler);
  else if (isUnitEdited(em)) stateOf(em).afterFlush.push(handler);
  else void Promise.resolve().then(() => runAfterCommit([handler]));
}

/** After a flush has succeeded. */
export async function afterFlush(em: EntityManager): Promise<void> {
  const { afterFlush: waiting } = stateOf(em);
  if (waiting.length === 0) return;
  const handlers = waiting.splice(0);
  const level = levelOf(em);
  if (level) level.afterCommit.push(...handlers);
  else await runAfterCommit(handlers);
}
