import { readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './error-code.ts';
import { PostgresDirectoryError, PostgresInUseError } from './errors.ts';
import { isAlive, ownIdentity, pidOf } from './owner.ts';

const PREFIX = 'owner-';

/** A directory that is this process's alone until `release`. `abandoned`: the owner before died without releasing it. */
export interface Claim {
  readonly abandoned: boolean;
  readonly release: () => void;
}

/**
 * Claims `directory` for this process.
 *
 * Each claimant first shows its own owner file and then looks for others. So two may both give way, and try
 * again, but two can never both hold the directory, whatever the order and whoever is killed in between.
 *
 * @throws PostgresInUseError when a living process holds it
 */
export async function claim(directory: string): Promise<Claim> {
  for (let attempt = 1; ; attempt++) {
    const own = showOwnerFile(directory);
    const others = otherOwners(directory);
    const holder = others.find(isAlive);
    if (holder === undefined) {
      others.forEach(owner => removeFile(join(directory, PREFIX + owner)));
      return { abandoned: others.length > 0, release: () => removeFile(own) };
    }

    removeFile(own);
    if (attempt === 5) throw new PostgresInUseError(directory, pidOf(holder));
    await delay(Math.random() * 100);
  }
}

function showOwnerFile(directory: string): string {
  const path = join(directory, PREFIX + ownIdentity());
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
    return path;
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') throw new PostgresInUseError(directory, process.pid);
    throw new PostgresDirectoryError(directory, `it cannot be written (${errorCode(cause)})`, { cause });
  }
}

function otherOwners(directory: string): string[] {
  const owners = readdirSync(directory).filter(name => name.startsWith(PREFIX));
  return owners.map(name => name.slice(PREFIX.length)).filter(owner => owner !== ownIdentity());
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
