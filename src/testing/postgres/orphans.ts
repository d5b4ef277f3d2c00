import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { errorCode } from './error-code.ts';
import { PostgresDirectoryError } from './errors.ts';
import { abandonedPaths } from './owned-path.ts';
import { processIdentity } from './owner.ts';
import { waitUntil } from './wait-until.ts';

/** Stops the servers in `root` whose owner died without stopping them, and removes what it left there. */
export async function sweepOrphans(root: string): Promise<void> {
  // A start must not fail over what others left: another start may be sweeping the same at this moment.
  await Promise.allSettled(abandonedPaths(root).map(removeOrphan));
}

async function removeOrphan(path: string): Promise<void> {
  await stopPostmaster(join(path, 'data'), 'SIGQUIT');
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Stops the server that runs on `data`, if one does, and waits until it is gone. */
export async function stopPostmaster(data: string, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  const pid = postmasterOf(data);
  if (pid === undefined) return;

  const identity = processIdentity(pid);
  signalProcess(pid, signal);
  const gone = await waitUntil(() => processIdentity(pid) !== identity, 10_000);
  if (!gone) throw new PostgresDirectoryError(data, `the server left there, process ${pid}, does not stop`);
}

/** The server running on `data`. The pid file alone proves nothing: its pid may be another program's by now. */
function postmasterOf(data: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    return commandOf(pid).includes(`postgres -D ${data} `) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
