import { chmodSync, constants, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { errorCode } from './error-code.ts';
import { ownedPath } from './owned-path.ts';
import { makeDirectory } from './private-directory.ts';
import type { Programs } from './program.ts';
import { hydrate } from './symlinks.ts';

/** Returns a copy of the programs in `root` that everybody may run, made when there is no whole one yet. */
export async function privateCopy(root: string, platform: string, programs: Programs): Promise<string> {
  const place = firstWholeOrFree(join(root, `binaries-${platform}-${programs.version}`), programs.native);
  if (!existsSync(place)) await copyTo(place, root, programs);
  return join(place, 'native');
}

// A copy that lost files is passed by and not replaced: a server may be running from what is left of it.
function firstWholeOrFree(base: string, original: string): string {
  for (let generation = 1; ; generation++) {
    const place = `${base}-${generation}`;
    if (!existsSync(place) || isWhole(join(place, 'native'), original)) return place;
  }
}

async function copyTo(place: string, root: string, programs: Programs): Promise<void> {
  const draft = ownedPath(root, 'copy');
  makeDirectory(draft, programs.user);
  await cp(programs.native, join(draft, 'native'), { ...COPY, recursive: true });
  openToAll(join(draft, 'native'));
  hydrate(join(draft, 'native'));
  publish(draft, place);
}

const COPY = { verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE };

// Cleaners of temporary directories take single old files away, so that the directory alone proves nothing.
function isWhole(copy: string, original: string): boolean {
  return entries(original).every(path => {
    const stats = lstatSync(join(copy, relative(original, path)), { throwIfNoEntry: false });
    return stats !== undefined && (!stats.isFile() || stats.size === lstatSync(path).size);
  });
}

/** Renaming shows the copy to others only when it is whole. Of two that publish at once, the first one's is kept. */
function publish(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

function openToAll(directory: string): void {
  for (const path of [directory, ...entries(directory)]) {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) continue;
    const runnable = stats.isDirectory() || (stats.mode & 0o100) !== 0;
    chmodSync(path, runnable ? 0o755 : 0o644);
  }
}

function entries(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(name => join(directory, name));
}
