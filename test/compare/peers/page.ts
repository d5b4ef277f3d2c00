import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../../support/repository.ts';
import { documented } from './documented.ts';
import { CALLERS, type JobName, jobs, type Outcome, outcomeOf } from './outcome.ts';
import type { NamedPeer } from './peer.ts';

export const PAGE = join(repository, 'docs/peers.md');

const titles: Readonly<Record<JobName, string>> = {
  getOrCreate: 'get or create',
  inTransaction: 'in a transaction',
  inSnapshot: 'at REPEATABLE READ',
  upsert: 'upsert',
  increment: 'increment',
};
const names = Object.keys(jobs) as JobName[];

/** The row of the table for a library that is run. */
export async function rowOf(peer: NamedPeer, url: string): Promise<readonly string[]> {
  const cells: string[] = [];
  for (const name of names) cells.push(cellOf(name, await outcomeOf(peer, name, url)));
  return [peer.name, ...cells];
}

function cellOf(name: JobName, { rows, got, created, errors, goesOn, n, held, ids }: Outcome): string {
  const thrown = Object.entries(errors).map(([error, times]) => `${times} × \`${error}\``);
  if (name === 'increment') return [`${n} of ${CALLERS} counted`, heldText(held), ...thrown].join('; ');
  const told = created === undefined ? [] : [`${created} told that it created it`];
  const open = goesOn === undefined ? [] : [`${goesOn} of ${CALLERS} transactions go on`];
  const row = rows === 1 ? '1 row' : `${rows} rows`;
  return [`${row}, ${got} of ${CALLERS} have it`, ...told, ...thrown, ...open, `${ids} ids`].join('; ');
}

function heldText(held: readonly unknown[]): string {
  const values = new Set(held);
  if ([...values].some(value => typeof value !== 'number')) return 'the object holds no number';
  return values.size === held.length ? 'the object holds what is stored' : 'the object holds what it had';
}

/** The page, given the rows of those that were run. */
export function pageOf(run: readonly (readonly string[])[]): string {
  const text = documented.map(({ name, says }) => [`${name} (documented)`, ...names.map(job => says[job])]);
  const sources = documented.map(
    ({ name, sources }) => `- ${name}: ${sources.map(url => `<${url}>`).join(', ')}`,
  );
  return formatted(`# Side by side with other libraries

${CALLERS} callers do one job for one row at once, each with the means that the library documents for it. This page is written by
\`npm run compare:peers -- --write\`. No luck is in it: a proxy before PostgreSQL holds back the first write of every caller until all
have come to theirs, so each has seen that there is no row. Ids are the values of the sequence that are gone.

${table([['', ...names.map(name => titles[name])], ...run, ...text])}

In a transaction the caller catches what is thrown and then runs another statement. At REPEATABLE READ it has read something before,
and whatever is thrown ends the transaction; Selfsame is given \`em.atomic\`, which does it again. TypeORM and MikroORM have no
operation that gets or creates: they find, and save what is not there. Drizzle inserts with \`on conflict do nothing\`.

Libraries of other languages, and Prisma, which downloads an engine, are not run. What is said of them is from their documentation
and their sources:

${sources.join('\n')}
`);
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows;
  return [head, head.map(() => '---'), ...others].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function formatted(markdown: string): string {
  const oxfmt = join(repository, 'node_modules/.bin/oxfmt');
  const options = { cwd: repository, input: markdown, encoding: 'utf8' } as const;
  return execFileSync(oxfmt, ['--stdin-filepath=docs/peers.md'], options);
}
