import { readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import { errorCode } from './error-code.ts';

/**
 * Names one running process: `pid-start-namespace`; undefined when no such process runs.
 *
 * The start time tells a process from a later one with the same pid, and the namespace tells it from one
 * in a container that shares our directories. Both are 0 where there is no /proc.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return isSignalable(pid) ? `${pid}-0-0` : undefined;

  const start = startTime(pid);
  return start === undefined ? undefined : `${pid}-${start}-${pidNamespace()}`;
}

/** The identity of this process. */
export function ownIdentity(): string {
  return processIdentity(process.pid) ?? `${process.pid}-0-0`;
}

export function isAlive(identity: string): boolean {
  return processIdentity(pidOf(identity)) === identity;
}

export function pidOf(identity: string): number {
  return Number.parseInt(identity, 10);
}

/** Tells whether `identity` was made where our pids mean the same processes. */
export function isOfThisNamespace(identity: string): boolean {
  return identity.split('-')[2] === ownIdentity().split('-')[2];
}

/** When `pid` started, in ticks since boot; undefined when it does not run. A zombie does not run. */
function startTime(pid: number): string | undefined {
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === undefined) return undefined;

  // The second field is the program's name, which may hold spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

function pidNamespace(): string {
  const link = readOrUndefined(() => readlinkSync('/proc/self/ns/pid'));
  return link?.match(/\d+/)?.[0] ?? '0';
}

function readOrUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isSignalable(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
