import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { afterStatementTime, statementTime } from '../../mikro/outbox/clock.ts';
import { OutboxEvent } from './outbox-event.ts';
import { type DeliverySettings } from './relay-options.ts';

const longestError = 2_000;

/** Locks the events that have been due longest, except those that others have locked, and returns them. */
export function takeDueEvents(em: EntityManager, limit: number): Promise<OutboxEvent[]> {
  return em.find(
    OutboxEvent,
    { availableAt: { $lte: statementTime() } },
    {
      orderBy: { availableAt: 'asc', id: 'asc' },
      limit,
      lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
      filters: false,
    },
  );
}

/** Deletes events, which this transaction has locked. */
export async function deleteDelivered(em: EntityManager, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await em.nativeDelete(OutboxEvent, { id: { $in: events.map(({ id }) => id) } }, { filters: false });
}

/** Counts a failed attempt: the event comes again after a back-off, or is dead when it was the last. */
export async function postpone(
  em: EntityManager,
  { id, attempts: failed }: OutboxEvent,
  error: unknown,
  { attempts, backoff }: DeliverySettings,
): Promise<void> {
  const attempt = failed + 1;
  const availableAt = attempt >= attempts ? null : afterStatementTime(Math.max(0, backoff(attempt)));
  const change = { attempts: attempt, lastError: messageOf(error), availableAt };
  await em.nativeUpdate(OutboxEvent, { id }, change, { filters: false });
}

/** The message of an error, as far as a text column takes it. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll('\0', '').slice(0, longestError);
}
