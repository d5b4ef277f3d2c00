import { readableSql } from '../race/report/readable-sql.ts';
import { shortened } from '../race/report/shown-value.ts';
import { count } from '../race/report/verdict.ts';
import type { Statement } from '../../mikro/wire/wire.ts';
import { assertHolds, type Finding } from './finding.ts';
import type { Recording } from './record-statements.ts';

const WIDTH = 160;

/** Whether `expected` statements were sent, with a message that lists those that were. */
export function sent({ statements }: Recording, expected: number): Finding {
  const was = `${count(statements.length, 'statement')} ${statements.length === 1 ? 'was' : 'were'} sent`;
  if (statements.length === expected)
    return { holds: true, message: `expected another number, but ${was}${listOf(statements)}` };
  return {
    holds: false,
    message: `expected ${count(expected, 'statement')}, but ${was}${listOf(statements)}`,
  };
}

/**
 * Asserts how many statements a recording holds, `begin` and `commit` included.
 *
 * @example
 * const { title } = await em.findOneOrFail(Film, { title: 'Alien' });
 * assertSent(await recordStatements(orm, () => em.fork().findOneOrFail(Film, { title })), 1);
 *
 * @throws AssertionError with the list of the statements when it was another number
 */
export function assertSent(recording: Recording, expected: number): void {
  assertHolds(sent(recording, expected), assertSent);
}

function listOf(statements: readonly Statement[]): string {
  if (statements.length === 0) return '';
  return `:${statements.map(({ sql, error }, index) => `\n  ${index + 1}. ${shortened(readableSql(sql), WIDTH)}${error ? ` ✗ ${error.message}` : ''}`).join('')}`;
}
