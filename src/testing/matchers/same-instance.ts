import { assertHolds, type Finding } from './finding.ts';
import { nameOf, rowOf } from './row-of.ts';

/** Whether two variables hold one object, with a message that names the rows that they stand for. */
export function sameInstance(received: unknown, expected: unknown): Finding {
  if (received === expected)
    return { holds: true, message: `both are one object: ${nameOf(received)}, expected two` };
  return {
    holds: false,
    message: `expected one object, but these are two: ${differenceOf(received, expected)}`,
  };
}

/**
 * Asserts that two variables hold the same object, and says which rows they stand for when they do not.
 *
 * @example
 * const film = await em.findOneOrFail(Film, { title: 'Alien' });
 * assertSameInstance(await em.findOneOrFail(Film, film.id), film);
 *
 * @throws AssertionError when they are two objects
 */
export function assertSameInstance(received: unknown, expected: unknown): void {
  assertHolds(sameInstance(received, expected), assertSameInstance);
}

function differenceOf(received: unknown, expected: unknown): string {
  const [one, other] = [rowOf(received), rowOf(expected)];
  const names = `${nameOf(received)} and ${nameOf(expected)}`;
  if (!one || !other) return names;
  if (one.table === other.table && one.key !== undefined && one.key === other.key)
    return `${names}, two copies of one row, from different units of work`;
  return `${names}, different rows`;
}
