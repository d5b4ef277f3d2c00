import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';
import type { Compared, Comparison } from './comparison.ts';
import { isHeld } from './held-laws.ts';
import { outcomeText } from './measure.ts';

export const README = join(repository, 'README.md');

const SECTION = /(?<=<!-- compare:mikroorm -->\n)[^]*(?=<!-- \/compare:mikroorm -->)/;

/** The README with the comparison in its place. */
export function readmeWith(comparison: Comparison): string {
  const readme = readFileSync(README, 'utf8');
  if (!SECTION.test(readme)) throw new Error('README.md has no place for the comparison.');
  return formatted(readme.replace(SECTION, () => `\n${section(comparison)}\n\n`));
}

function section({ compared, counted }: Comparison): string {
  const [held, other] = [compared.filter(({ finding }) => isHeld(finding)), compared.filter(isOpen)];
  return [
    findingTable(held),
    '<details><summary>Laws that Selfsame does not claim yet, measured all the same</summary>',
    findingTable(other),
    '</details>',
    'Round trips, `begin` and `commit` included; a message may hold several statements:',
    table(
      ['', 'MikroORM 7.2.1', 'Selfsame'],
      counted.map(({ path, mikro, selfsame }) => [
        path.dearer ? `${path.title} (${path.dearer.because})` : path.title,
        String(mikro),
        String(selfsame),
      ]),
    ),
  ].join('\n\n');
}

function isOpen({ finding }: Compared): boolean {
  return !isHeld(finding);
}

function findingTable(compared: readonly Compared[]): string {
  return table(
    ['note', 'law', 'the application', 'MikroORM 7.2.1', 'Selfsame'],
    compared.map(({ finding, mikro, selfsame }) => [
      finding.ids.join(' '),
      finding.law,
      finding.title,
      outcomeText(mikro),
      outcomeText(selfsame),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function formatted(markdown: string): string {
  const oxfmt = join(repository, 'node_modules/.bin/oxfmt');
  return execFileSync(oxfmt, ['--stdin-filepath=README.md'], {
    cwd: repository,
    input: markdown,
    encoding: 'utf8',
  });
}
