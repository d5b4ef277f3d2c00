import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** The user that PostgreSQL runs as, when it cannot be the user that runs us. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

// The unprivileged id that is free to use everywhere.
const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/** PostgreSQL refuses to run as root: there it runs as the owner of the data it finds, or as nobody. */
export function serverUser(directory?: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return (directory === undefined ? undefined : ownerOfData(directory)) ?? nobody();
}

// initdb insists on a user with a name, which in small images and old systems 65534 does not have.
function nobody(): ServerUser {
  const users = namedUsers().filter(({ uid, gid }) => uid > 0 && gid > 0);
  return users.find(({ uid }) => uid === NOBODY.uid) ?? users[0] ?? NOBODY;
}

function namedUsers(): ServerUser[] {
  if (!existsSync('/etc/passwd')) return [];
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.map(line => line.split(':')).map(([, , uid, gid]) => ({ uid: Number(uid), gid: Number(gid) }));
}

/** Tells whether `user` may enter `path`, or would once it is made in the nearest directory that exists. */
export function canEnter(path: string, user: ServerUser | undefined): boolean {
  if (!user) return true;
  return ancestors(resolve(path)).every(directory => isOpenTo(directory, user));
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}

function isOpenTo(directory: string, user: ServerUser): boolean {
  const stats = statSync(directory, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return true;
  if (stats.uid === user.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === user.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}

function ownerOfData(directory: string): ServerUser | undefined {
  const data = statSync(join(directory, 'data'), { throwIfNoEntry: false });
  return data && data.uid !== 0 ? { uid: data.uid, gid: data.gid } : undefined;
}
