import { setTimeout as delay } from 'node:timers/promises';
import process from 'node:process';
import { type EntityManager } from '@mikro-orm/postgresql';
import { type Deliver, deliverEvents } from './deliver-events.ts';
import { deliverySettings, type RelayOptions, requireEvery } from './relay-options.ts';
import { requireOutbox } from './require-outbox.ts';

/** Delivers events until it is stopped. */
export interface Relay {
  /** Delivers what is due now, without waiting for the next poll, and returns how many events that were. */
  drain(): Promise<number>;
  /** Ends the relay; resolves when the event that is being delivered has been, and its transaction is over. */
  stop(): Promise<void>;
}

/**
 * Starts a relay: it delivers events as they are published, by `deliverEvents` again and again, until it is stopped.
 *
 * Any number of relays, in any number of processes, share the events of one database. A poll that fails is reported and the next one
 * comes, so a relay outlives a lost connection. It takes one connection of the pool while it delivers, and does not keep the process
 * running. Stop it before the ORM is closed.
 *
 * @example
 * const relay = relayEvents(orm, event => console.log(event.type, event.payload), { every: 500 });
 *
 * await relay.stop();
 *
 * @throws NoOutboxError, RelayOptionError as `deliverEvents` does, at once
 */
export function relayEvents(
  orm: { readonly em: EntityManager },
  deliver: Deliver,
  options: RelayOptions = {},
): Relay {
  requireOutbox(orm.em);
  deliverySettings(options);
  const stopping = new AbortController();
  const signals = options.signal ? [options.signal, stopping.signal] : [stopping.signal];
  const signal = AbortSignal.any(signals);
  const ended = poll(() => deliverEvents(orm.em, deliver, { ...options, signal }), {
    every: requireEvery(options.every ?? 1_000),
    keepAlive: options.keepAlive ?? false,
    onError: options.onError ?? warn,
    signal,
  });
  return {
    drain: () => deliverEvents(orm.em, deliver, options),
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

interface Polling {
  readonly every: number;
  readonly keepAlive: boolean;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

async function poll(work: () => Promise<unknown>, polling: Polling): Promise<void> {
  const { every, keepAlive, onError, signal } = polling;
  while (!signal.aborted) {
    await work().catch(onError);
    // Aborting it is how it ends early.
    await delay(every, undefined, { signal, ref: keepAlive }).catch(() => undefined);
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
