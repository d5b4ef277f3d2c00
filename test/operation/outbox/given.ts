import { type EntityManager, OutboxEvent } from '../../../src/index.ts';
import { type BoxOfficeDatabase } from '../../support/database.ts';

/** What is stored of an event. */
export interface StoredEvent {
  readonly type: string;
  readonly attempts: number;
  readonly dead: boolean;
  readonly lastError: string | null;
}

/** Publishes events of these types, each in a transaction of its own. */
export async function givenEvents(db: BoxOfficeDatabase, ...types: readonly string[]): Promise<void> {
  for (const type of types) {
    const em = db.unit();
    em.publish({ type, payload: { type } });
    await em.flush();
  }
}

/** The events that are stored, by id. */
export function storedEvents(db: BoxOfficeDatabase): Promise<StoredEvent[]> {
  return db.rows(
    `select type, attempts, available_at is null as dead, last_error as "lastError" from outbox_event order by id`,
  );
}

/** Makes the events that come again later come again now. */
export async function passTime(em: EntityManager): Promise<void> {
  await em.nativeUpdate(OutboxEvent, { availableAt: { $ne: null } }, { availableAt: new Date(0) });
}
