import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root, found from the sources and from the build alike. */
export const repository = rootOf(import.meta.dirname);

function rootOf(directory: string): string {
  // The build has a folder for everything but the package's own lock file.
  return existsSync(join(directory, 'package-lock.json')) ? directory : rootOf(dirname(directory));
}
