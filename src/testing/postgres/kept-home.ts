import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import process from 'node:process';
import { claim } from './claim.ts';
import { errorCode } from './error-code.ts';
import { PostgresDirectoryError } from './errors.ts';
import { type Home, homeAt } from './home.ts';
import { stopPostmaster } from './orphans.ts';
import { firstUsable, makeDirectory } from './private-directory.ts';
import { canEnter, type ServerUser } from './server-user.ts';

/**
 * Opens the directory of a server whose data outlives it, for this process alone.
 *
 * A server that a dead owner left running in it is stopped first. When `user` cannot enter `wanted`, a
 * private directory takes its place, the same one at every start.
 */
export async function openKeptHome(wanted: string, user: ServerUser | undefined): Promise<Home> {
  const path = canEnter(wanted, user)
    ? writable(resolve(wanted), user)
    : substituteFor(resolve(wanted), user);
  const { release, abandoned } = await claim(path);
  const home = homeAt(realpathSync(path), true, release);
  try {
    if (abandoned) await stopPostmaster(home.data, 'SIGINT');
    return home;
  } catch (error) {
    release();
    throw error;
  }
}

function writable(path: string, user: ServerUser | undefined): string {
  try {
    makeDirectory(path, user);
    return path;
  } catch (cause) {
    throw new PostgresDirectoryError(path, `it cannot be made (${errorCode(cause)})`, { cause });
  }
}

function substituteFor(wanted: string, user: ServerUser | undefined): string {
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return firstUsable(['/var/tmp', tmpdir()], `selfsame-${process.getuid?.() ?? 'user'}-${hash}`, user);
}
