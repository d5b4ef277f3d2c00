import { setTimeout as sleep } from 'node:timers/promises';
import { type AtomicOptions } from './atomic-options.ts';

/**
 * Waits before the next attempt: a random time below a bound that doubles each time, so that those who met do not meet again
 * ("full jitter", Marc Brooker, Exponential Backoff And Jitter, 2015).
 */
export async function pause(tried: number, { backoff = {}, signal }: AtomicOptions): Promise<void> {
  const { base = 10, cap = 1000 } = backoff;
  const bound = Math.min(cap, base * 2 ** (tried - 1));
  await sleep(Math.random() * bound, undefined, { ...(signal && { signal }) });
}
