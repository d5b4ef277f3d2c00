import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../../support/repository.ts';

/** Where the document is. */
export const racesFile = join(repository, 'docs/races.md');

/** The part of the document as it is stored that begins with `heading`. */
export function storedSection(heading: string): string {
  return sectionIn(storedDocument(), heading);
}

/** The document as it is stored, with another text for the part that begins as `section` does. */
export function withSection(section: string): string {
  const [heading = ''] = section.split('\n');
  const stored = storedDocument();
  return stored.replace(sectionIn(stored, heading), () => `${section}\n\n`);
}

export function formatted(markdown: string): string {
  const oxfmt = join(repository, 'node_modules/.bin/oxfmt');
  return execFileSync(oxfmt, ['--stdin-filepath=docs/races.md'], {
    cwd: repository,
    input: markdown,
    encoding: 'utf8',
  });
}

function storedDocument(): string {
  return readFileSync(racesFile, 'utf8');
}

function sectionIn(text: string, heading: string): string {
  const start = text.indexOf(`${heading}\n`);
  if (start < 0) throw new Error(`docs/races.md has no part that begins with '${heading}'.`);
  const next = text.indexOf('\n## ', start);
  return text.slice(start, next < 0 ? text.length : next + 1);
}
