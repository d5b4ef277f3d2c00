import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { errorCode } from './error-code.ts';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the library links that npm packages cannot hold, where the package's install script was blocked.
 * Says whether all of them are there. Starts that run at the same time do not disturb each other.
 */
export function hydrate(native: string): boolean {
  const directory = dirname(native);
  const links: readonly Link[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  return links.every(({ source, target }) => link(join(directory, source), join(directory, target)));
}

function link(source: string, target: string): boolean {
  if (lstatSync(target, { throwIfNoEntry: false })) return true;
  try {
    symlinkSync(relative(dirname(target), source), target);
    return true;
  } catch (error) {
    return errorCode(error) === 'EEXIST';
  }
}
