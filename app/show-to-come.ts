import { Show } from '../entities/index.ts';
import { type EntityManager } from '../src/index.ts';
import { Problem } from './problem.ts';

export function hasBegun({ startsAt }: Show): boolean {
  return startsAt.getTime() <= Date.now();
}

/** Refuses changes of the seats of a show that has begun. A show that does not exist is left to the operation. */
export async function requireToCome(em: EntityManager, showId: number): Promise<void> {
  const show = await em.findOne(Show, showId);
  if (!show || !hasBegun(show)) return;
  throw new Problem(409, 'The show has begun: its seats cannot be booked or moved any more.', {
    type: 'urn:selfsame:problem:show-has-begun',
  });
}
