import { assertHolds, type Finding } from './finding.ts';
import { nameOf, type RowName, rowOf } from './row-of.ts';

/** Whether two objects stand for one row of one table, as PostgreSQL compares keys. */
export function sameRow(received: unknown, expected: unknown): Finding {
  const [one, other] = [rowOf(received), rowOf(expected)];
  const names = `${nameOf(received)} and ${nameOf(expected)}`;
  const problem = problemOf(one, other);
  if (problem !== undefined)
    return { holds: false, message: `expected one row, but ${names} are not: ${problem}` };
  const objects = received === expected ? 'and are one object' : 'though they are two objects';
  return { holds: true, message: `expected two rows, but ${names} stand for one, ${objects}` };
}

/**
 * Asserts that two objects stand for the same row, whether or not they are the same object.
 *
 * Keys are compared as PostgreSQL compares them: a uuid in any spelling, a bigint as bigint, number or string.
 *
 * @example
 * const here = await em.findOneOrFail(Film, { title: 'Alien' });
 * const elsewhere = await em.fork().findOneOrFail(Film, here.id);
 * assertSameRow(elsewhere, here);
 *
 * @throws AssertionError when they are different rows, when one is not stored, or when one is not an entity
 */
export function assertSameRow(received: unknown, expected: unknown): void {
  assertHolds(sameRow(received, expected), assertSameRow);
}

function problemOf(one: RowName | undefined, other: RowName | undefined): string | undefined {
  if (!one || !other) return 'both must be entities';
  if (one.table !== other.table) return `${one.className} and ${other.className} are different tables`;
  if (one.key === undefined || other.key === undefined) return 'an object that is not stored has no row yet';
  return one.key === other.key ? undefined : `their keys differ`;
}
