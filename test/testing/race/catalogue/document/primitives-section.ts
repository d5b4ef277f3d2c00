import type { Explored } from './explored.ts';
import { caveats, levelTable } from './level-table.ts';

export const PRIMITIVES_HEADING = `## Selfsame's primitives`;

/** What the document holds about Selfsame's own calls. */
export function primitivesSection(explored: readonly Explored[]): string {
  return [PRIMITIVES, levelTable('primitives', explored), caveats(explored)]
    .filter(part => part !== '')
    .join('\n\n');
}

const PRIMITIVES = `${PRIMITIVES_HEADING}

Every pair of the calls that create and change rows without races, each also with itself. Those that create want one name,
which no row has yet; \`getOrCreateMany\` wants two, in another order for each caller, and \`createUnique\` another name when that
is taken. When one of the pair changes a row, the row is there. What comes out has to be what the calls give one after the
other: one row for the name, one caller that is told \`created\`, every increment counted; and there is no deadlock. With
\`getOrCreateMany\` the other call can go on between any two rows of a statement.

At READ COMMITTED the calls are made by themselves, and those with a lock in a transaction. There \`flush\` throws
ConflictError when the row has changed since it was read; no other call ends with an error. Above, every call is one
\`em.atomic\`, whose own retries are run, and none ends with an error, 40001 included. \`lockKey\` is refused at REPEATABLE READ.`;
