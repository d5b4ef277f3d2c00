import { type EntityManager } from '@mikro-orm/postgresql';
import { NoOutboxError } from '../../errors/outbox-errors.ts';
import { OutboxEvent } from './outbox-event.ts';

/** Throws NoOutboxError unless OutboxEvent is an entity of this ORM. */
export function requireOutbox(em: EntityManager): void {
  // Unlike `has`, it finds the class of a second copy of this package as well, as `em.find` does.
  if (!em.getMetadata().find(OutboxEvent)) throw new NoOutboxError();
}
