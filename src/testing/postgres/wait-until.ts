import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` holds, for at most `limit` milliseconds; says whether it came to hold. */
export async function waitUntil(condition: () => boolean, limit: number): Promise<boolean> {
  const end = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > end) return false;
    await delay(10);
  }
  return true;
}
