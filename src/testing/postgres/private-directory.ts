import { chmodSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { errorCode } from './error-code.ts';
import { PostgresDirectoryError } from './errors.ts';
import { canEnter, type ServerUser } from './server-user.ts';

/** Where this user's throw-away servers and its copy of the binaries live: one directory that only it can write. */
export function privateRoot(user: ServerUser | undefined): string {
  const places = [tmpdir(), resolve('.selfsame/tmp'), '/var/tmp'];
  return firstUsable(places, `selfsame-${process.getuid?.() ?? 'user'}`, user);
}

/** The first of `places` in which `name` can be made, trusted, and entered by `user`. */
export function firstUsable(places: readonly string[], name: string, user: ServerUser | undefined): string {
  const problems: string[] = [];
  for (const place of places) {
    const path = join(place, name);
    const problem = problemWith(path, user);
    if (problem === undefined) return realpathSync(path);
    problems.push(`${path} ${problem}`);
  }
  throw new PostgresDirectoryError(name, problems.join('; '));
}

/** Makes a directory that only we may write. The server's user may pass through it, nobody may list it. */
export function makeDirectory(path: string, user: ServerUser | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    mkdirSync(path, 0o700);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  if (user) chmodSync(path, 0o711);
}

function problemWith(path: string, user: ServerUser | undefined): string | undefined {
  try {
    makeDirectory(path, user);
    if (!isOurs(path)) return 'belongs to somebody else, or others may write it';
    return canEnter(path, user) ? undefined : `cannot be entered by the server's user`;
  } catch (error) {
    return `cannot be made (${errorCode(error) ?? String(error)})`;
  }
}

/** In a shared place anybody may have made `path` before us, as a link or with open permissions. */
function isOurs(path: string): boolean {
  if (!process.getuid) return true;
  const stats = lstatSync(path);
  const parent = statSync(dirname(path));
  const replaceable = (parent.mode & 0o002) !== 0 && (parent.mode & 0o1000) === 0;
  return stats.isDirectory() && stats.uid === process.getuid() && (stats.mode & 0o022) === 0 && !replaceable;
}
