import { expect } from 'vitest';

/** What was seen is what the laws say. */
export function agree(seen: unknown, lawful: unknown, what: string): void {
  expect(seen, what).toEqual(lawful);
}
