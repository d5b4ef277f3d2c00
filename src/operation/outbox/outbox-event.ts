import { defineEntity, type Opt, p } from '@mikro-orm/postgresql';
import { type Json } from './json.ts';

/**
 * An event that waits to be delivered. Add it to the configuration's entities to be able to publish.
 *
 * A row is stored by the transaction that published the event and deleted by the one that delivered it. One whose
 * deliveries have all failed is dead: it stays, with the last error and without a time at which it is to be delivered.
 *
 * @example
 * const dead = await em.find(OutboxEvent, { availableAt: null });
 * for (const event of dead) event.availableAt = new Date(); // once more
 * await em.flush();
 * // select … from "outbox_event" … where … is null
 */
export class OutboxEvent {
  /** Grows, but transactions need not commit in its order. */
  readonly id!: string;
  readonly type: string;
  readonly payload: Json;
  readonly publishedAt!: Date & Opt;
  /** How often its delivery has failed. */
  attempts: number & Opt = 0;
  /** When it is to be delivered; null once it is dead. */
  availableAt!: (Date & Opt) | null;
  lastError: string | null = null;

  constructor(type: string, payload: Json) {
    this.type = type;
    this.payload = payload;
  }
}

defineEntity({
  class: OutboxEvent,
  tableName: 'outbox_event',
  properties: {
    id: p.bigint('string').primary(),
    type: p.text(),
    payload: p.json<Json>().nullable(),
    publishedAt: p.datetime().defaultRaw('now()'),
    attempts: p.integer().default(0),
    availableAt: p.datetime().nullable().defaultRaw('now()'),
    lastError: p.text().nullable(),
  },
  indexes: [{ name: 'outbox_event_due_index', properties: ['availableAt', 'id'] }],
});
