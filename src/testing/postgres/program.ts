import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import type { ServerUser } from './server-user.ts';

/** Where PostgreSQL's programs are, and who runs them. */
export interface Programs {
  readonly native: string;
  readonly version: string;
  readonly user: ServerUser | undefined;
}

export interface ProgramOptions {
  readonly stdio: StdioOptions;
  readonly cwd: string;
  readonly detached?: boolean;
}

/** How a program ended: what to say about it, and whether it did what it was asked. */
export interface Ending {
  readonly reason: string;
  readonly succeeded: boolean;
}

/** Runs one of PostgreSQL's programs as the server's user, in an environment that changes nothing. */
export function run(
  programs: Programs,
  name: string,
  args: readonly string[],
  options: ProgramOptions,
): ChildProcess {
  return spawn(join(programs.native, 'bin', name), args, {
    ...options,
    ...programs.user,
    env: { ...withoutPostgresVariables(), LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Resolves when `child` ended or could not be spawned; never rejects. */
export function ending(child: ChildProcess): Promise<Ending> {
  return new Promise(resolve => {
    child.once('error', error => resolve({ reason: error.message, succeeded: false }));
    child.once('close', (code, signal) => {
      const reason = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
      resolve({ reason, succeeded: code === 0 });
    });
  });
}

/** Runs a program to its end; resolves with the ending and everything it wrote. */
export async function runToEnd(
  programs: Programs,
  name: string,
  args: readonly string[],
  cwd: string,
): Promise<Ending & { readonly output: string }> {
  const child = run(programs, name, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd });
  let output = '';
  child.stdout?.on('data', chunk => (output += chunk));
  child.stderr?.on('data', chunk => (output += chunk));
  return { ...(await ending(child)), output };
}

// PGPORT, PGDATA and PGOPTIONS of the caller's shell are meant for another server.
function withoutPostgresVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
}
