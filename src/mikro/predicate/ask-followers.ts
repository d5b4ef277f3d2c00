import { type EntityManager } from '@mikro-orm/postgresql';
import { stateOf } from '../state/unit-state.ts';

/** Asks the database again for what those keep track of who follow the unit. */
export async function askFollowers(em: EntityManager): Promise<void> {
  const { followers } = stateOf(em);
  for (const follower of followers) await follower.askAgain();
}
