import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';
import { PostgresDirectoryError, PostgresStartError, PostgresVersionError } from './errors.ts';
import type { Home } from './home.ts';
import { lastLines } from './log.ts';
import { type Programs, runToEnd } from './program.ts';

/**
 * Makes the data that the server of `home` runs on, unless it is there, and returns the superuser's password.
 *
 * The data gets its name when it is complete: what a killed initdb leaves is never taken for data.
 */
export async function initialise(home: Home, programs: Programs): Promise<string> {
  const major = Number.parseInt(programs.version, 10);
  if (existsSync(home.data)) requireVersion(home, major);

  const password = keptPassword(home) ?? newPassword(home);
  removeDrafts(home);
  if (!existsSync(home.data)) await makeData(home, programs, password);
  return password;
}

function removeDrafts(home: Home): void {
  const drafts = readdirSync(home.path).filter(name => name.startsWith('draft-'));
  for (const name of drafts) rmSync(join(home.path, name), { recursive: true, force: true, maxRetries: 5 });
}

function requireVersion(home: Home, major: number): void {
  const found = Number.parseInt(readFileSync(join(home.data, 'PG_VERSION'), 'utf8'), 10);
  if (found !== major) throw new PostgresVersionError(home.path, found, major);
}

function keptPassword(home: Home): string | undefined {
  try {
    return readFileSync(join(home.path, 'password'), 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' && !existsSync(home.data)) return undefined;
    throw new PostgresDirectoryError(home.path, `its password cannot be read (${errorCode(cause)})`, {
      cause,
    });
  }
}

// Written before there is data: kept data without its password could never be entered again.
function newPassword(home: Home): string {
  const password = randomBytes(18).toString('base64url');
  if (home.kept) writeFileSync(join(home.path, 'password'), password, { mode: 0o600 });
  return password;
}

async function makeData(home: Home, programs: Programs, password: string): Promise<void> {
  const suffix = randomBytes(6).toString('hex');
  const draft = join(home.path, `draft-${suffix}`);
  const passwordFile = join(home.path, `draft-${suffix}-password`);
  try {
    mkdirSync(draft, 0o700);
    writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
    for (const path of programs.user ? [draft, passwordFile] : []) giveTo(path, programs);
    await initdb(home, programs, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`]);
    renameSync(draft, home.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function giveTo(path: string, { user }: Programs): void {
  if (user) chownSync(path, user.uid, user.gid);
}

async function initdb(home: Home, programs: Programs, places: readonly string[]): Promise<void> {
  const durability = home.kept ? [] : ['--no-sync'];
  const args = [
    ...places,
    ...durability,
    ...localeArguments(programs),
    '--username=postgres',
    '--auth=scram-sha-256',
  ];
  const { succeeded, reason, output } = await runToEnd(programs, 'initdb', args, home.path);
  if (!succeeded)
    throw new PostgresStartError(`initdb failed, ${reason}${advice(output)}`, lastLines(output));
}

function advice(output: string): string {
  const nameless = output.includes('could not look up effective user ID');
  return nameless ? '; it insists that its user is in /etc/passwd: add it there, or set DATABASE_URL' : '';
}

// The same text order and upper case on every machine, whatever its locale. The builtin provider came with version 17.
function localeArguments({ version }: Programs): string[] {
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return ['--encoding=UTF8', '--locale=C', ...(Number.parseInt(version, 10) >= 17 ? builtin : [])];
}
