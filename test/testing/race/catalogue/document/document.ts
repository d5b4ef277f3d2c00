import { scenarios } from '../scenarios.ts';
import type { Explored } from './explored.ts';
import { failureText } from './failure-text.ts';
import { caveats, levelTable, table } from './level-table.ts';

/** What `docs/races.md` holds; `primitives` is made apart. */
export function document(
  recipes: readonly Explored[],
  primitives: string,
  pairs: readonly Explored[],
): string {
  return `${[
    PREFACE,
    RECIPES,
    levelTable('recipe', recipes),
    caveats(recipes),
    ...recipes.map(failureText),
    primitives,
    BOX_OFFICE,
    levelTable('operations', pairs),
    caveats(pairs),
    ...pairs.map(failureText),
    CATALOGUE,
    table(
      ['', 'what', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'],
      scenarios.map(({ id, what, expected }) => [
        id,
        what,
        ...expected,
        ...(expected.length < 3 ? ['', ''] : []),
      ]),
    ),
  ]
    .filter(part => part !== '')
    .join('\n\n')}\n`;
}

const PREFACE = `# Races explored

Made by \`npm run races\`, which runs what is below; \`npm run verify\` fails when the result differs from this file. Each cell is
one search by \`race\` on PostgreSQL 18 with MikroORM 7.2.1: two calls, each on a connection of its own, their SQL statements
sent in one order after the other, on the same rows each time.

- **fails**: in at least one order, the operations did what they must not do. The timeline below the table shows the simplest
  such order that was found, and \`replay\` runs it again. The search ends soon after the first failure, so the number of orders
  says how little it took, and nothing about how likely the failure is.
- **covered**: no order fails, and every order of the statements that can make a difference was run. Orders that differ only
  in steps which cannot affect each other count as one; that is judged by what the statements read, lock and make visible,
  and SQL that cannot be read counts as touching everything.
- **not found**: no order that was run fails, and the search ended before all were.

The first number is that of orders (schedules), the number in brackets that of statements sent in all of them. At
SERIALIZABLE that is left out: PostgreSQL may refuse a transaction there for what only shares a page with what it read, so
that how often one is repeated differs from run to run.

What _covered_ does not say: that there is no race. A statement counts as one step, and so does the code between two
statements. Only these two calls with these arguments on these rows were run; another row, a third caller or another setting
of the server can differ. The tables are small, so that sequential scans are switched off to make plans like those of large
ones. A call that PostgreSQL refuses with 40001 or as the victim of a deadlock, or that a version column refuses, counts as
one that was never made, because the caller can make it again; what \`em.atomic\` repeats by itself is repeated.`;

const RECIPES = `## What MikroORM documents

Plain MikroORM, each recipe called twice at once, or against a call that changes the same row. There is no invariant: what
comes out has to be what the calls give one after the other, in some order.`;

const BOX_OFFICE = `## The box office

Every pair of operations of \`domain/\`, each also with itself, on a show with two seats sold and two free. After every order
the books have to balance: a show's seats left are its free seats, every held seat has one open ticket and no other seat has
any, no credit is negative, a film has as many likes as it counts, a session has one cart and a film is there once; and no
call ends with an error that is not a refusal of the box office's own, or 40001 above READ COMMITTED. \`bookSeatsAsNew\` and
\`transferTicketToNew\` are for somebody who is not known yet; they meet each other and their like. Tokens are numbered instead of
random, so that this file is the same each time.

The application runs at READ COMMITTED, where moreover every pair does what it does one after the other. The other levels
show what would happen to the same code there; searches at SERIALIZABLE end after 200 orders.`;

const CATALOGUE = `## Known anomalies

The explorer's own test: anomalies that are known to happen or not to happen, from Adya's definitions (after Kleppmann's
Hermitage), from get-or-create, identity maps, collections, payments, queues and deadlocks. \`seen 12/14 (6)\` says that 12 of
all 14 orders show the anomaly, and that six orders are left when those that cannot differ are left out, with the same
verdict. The codes are SQLSTATEs that operations ended with in some order. PostgreSQL 15 and 18 give the same.`;
