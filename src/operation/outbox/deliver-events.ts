import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { openUnit } from '../../unit/open-unit.ts';
import { type Json } from './json.ts';
import { deleteDelivered, postpone, takeDueEvents } from './due-events.ts';
import { type OutboxEvent } from './outbox-event.ts';
import { type DeliveryOptions, type DeliverySettings, deliverySettings } from './relay-options.ts';
import { requireOutbox } from './require-outbox.ts';

/** An event as it was published. */
export interface PublishedEvent {
  /** Stays the same when the event is delivered again, so that a receiver can tell. */
  readonly id: string;
  readonly type: string;
  readonly payload: Json;
  /** When the transaction that published it began. */
  readonly publishedAt: Date;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/** Hands an event on, to a handler, a queue or a broker. Resolves when the event is in safe hands. */
export type Deliver = (event: PublishedEvent) => unknown;

/**
 * Delivers the events that are due, and returns how many were.
 *
 * Each is delivered at least once: an event is deleted in the transaction that locked it, after `deliver` has resolved. Callers in
 * many processes share the work, for each takes rows that nobody else has locked. There is no cursor, so an event that commits late,
 * with a smaller id, is delivered like any other. When `deliver` throws, the attempt and the error's message are stored and the event
 * comes again after a back-off; after the last attempt it is dead and stays. The others go on.
 *
 * @example
 * em.publish({ type: 'film.added', payload: { title: 'Aliens' } });
 * await em.flush();
 *
 * const titles: unknown[] = [];
 * await deliverEvents(em, event => titles.push(event.payload));
 * // begin
 * // insert into "outbox_event" …
 * // commit
 * // start transaction isolation level read committed
 * // select … from "outbox_event" … limit 20 for update skip locked
 * // delete from "outbox_event" where "id" in ('1') returning …
 * // commit
 *
 * @throws NoOutboxError when OutboxEvent is no entity of the ORM
 * @throws RelayOptionError when `batch` or `attempts` is no count
 */
export async function deliverEvents(
  em: EntityManager,
  deliver: Deliver,
  options: DeliveryOptions = {},
): Promise<number> {
  requireOutbox(em);
  const settings = deliverySettings(options);
  let delivered = 0;
  for (;;) {
    if (settings.signal?.aborted) return delivered;
    const batch = await deliverBatch(em, deliver, settings);
    delivered += batch.delivered;
    if (batch.taken < settings.batch) return delivered;
  }
}

function deliverBatch(em: EntityManager, deliver: Deliver, settings: DeliverySettings) {
  // A stronger level would only add failures: what is locked here is the newest row, whatever the snapshot.
  const options = { isolationLevel: IsolationLevel.READ_COMMITTED };
  return openUnit(em, unit =>
    unit.transactional(async unit => {
      const events = await takeDueEvents(unit, settings.batch);
      const delivered: OutboxEvent[] = [];
      for (const event of events) {
        if (settings.signal?.aborted) break;
        const failure = await failureOf(em, deliver, event);
        if (failure) await postpone(unit, event, failure.error, settings);
        else delivered.push(event);
      }
      await deleteDelivered(unit, delivered);
      return { taken: events.length, delivered: delivered.length };
    }, options),
  );
}

/** Delivers in a unit of its own: what the receiver does to the database is no part of our transaction, and cannot break it. */
async function failureOf(
  em: EntityManager,
  deliver: Deliver,
  { id, type, payload, publishedAt, attempts }: OutboxEvent,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await openUnit(em, async () => deliver({ id, type, payload, publishedAt, attempt: attempts + 1 }));
    return undefined;
  } catch (error) {
    return { error };
  }
}
