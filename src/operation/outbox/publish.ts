import { type EntityManager } from '@mikro-orm/postgresql';
import { UnstorableEventError } from '../../errors/outbox-errors.ts';
import { type Json } from './json.ts';
import { OutboxEvent } from './outbox-event.ts';
import { requireOutbox } from './require-outbox.ts';
import { requireStorable } from './require-storable.ts';

/** Something that happened, for others to hear of. */
export interface DomainEvent {
  /** For example `seats.booked`. */
  readonly type: string;
  readonly payload: Json;
}

/** `em.publish`: makes `event` a new object of the unit. */
export function publish(em: EntityManager, { type, payload }: DomainEvent): void {
  requireOutbox(em);
  if (type === '') throw new UnstorableEventError('type', 'empty');
  requireStorable(type, 'type');
  requireStorable(payload, 'payload');
  // What the caller does to the payload between here and the flush is no part of the event.
  em.persist(new OutboxEvent(type, structuredClone(payload)));
}
