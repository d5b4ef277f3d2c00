import { RelayOptionError } from '../../errors/outbox-errors.ts';
import { fullJitter } from './full-jitter.ts';

/** How events are delivered. */
export interface DeliveryOptions {
  /** How many events one transaction takes. Default: 20. */
  readonly batch?: number;
  /** How often the delivery of an event may fail before it is dead. Default: 25. */
  readonly attempts?: number;
  /** Milliseconds from a failure to the next attempt. Default: full jitter from a second to an hour. */
  readonly backoff?: (attempt: number) => number;
  /** When it is aborted, the event that is being delivered is the last. */
  readonly signal?: AbortSignal;
}

/** How a relay works. */
export interface RelayOptions extends DeliveryOptions {
  /** Milliseconds from finding no more events to looking again. Default: 1000. */
  readonly every?: number;
  /** Whether the relay keeps the process running, for a process that does nothing else. Default: false. */
  readonly keepAlive?: boolean;
  /** Hears of a poll that failed, by a lost connection for example; the next one comes. Default: a warning of the process. */
  readonly onError?: (error: unknown) => void;
}

export interface DeliverySettings {
  readonly batch: number;
  readonly attempts: number;
  readonly backoff: (attempt: number) => number;
  readonly signal: AbortSignal | undefined;
}

/** Fills in the defaults; throws RelayOptionError for a number that is none to work with. */
export function deliverySettings(options: DeliveryOptions): DeliverySettings {
  const { batch = 20, attempts = 25, backoff = fullJitter(1_000, 3_600_000), signal } = options;
  requireCount('batch', batch);
  requireCount('attempts', attempts);
  return { batch, attempts, backoff, signal };
}

/** Throws RelayOptionError unless a timer can wait for `every` milliseconds. */
export function requireEvery(every: number): number {
  if (every >= 1 && every < 2 ** 31) return every;
  throw new RelayOptionError('every', 'a time in milliseconds, at least 1 and less than 25 days');
}

function requireCount(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RelayOptionError(option, 'a whole number of at least 1');
}
