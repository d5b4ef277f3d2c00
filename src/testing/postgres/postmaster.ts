import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresStartError } from './errors.ts';
import type { Home } from './home.ts';
import { lastLinesOfFile } from './log.ts';
import { type Ending, type ProgramOptions, type Programs, ending, run } from './program.ts';
import { waitUntil } from './wait-until.ts';

// A committed transaction of a throw-away server may be lost with the machine, and a deadlock shows at once.
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  deadlock_timeout: '50ms',
  log_lock_waits: 'on',
};

const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' };

/** The running server process of one home. */
export class Postmaster {
  readonly port: number;
  readonly #home: Home;
  readonly #child: ChildProcess;
  #ending: Ending | undefined;

  constructor(programs: Programs, home: Home, port: number) {
    this.port = port;
    this.#home = home;
    this.#child = launch(programs, home, port);
    void ending(this.#child).then(result => (this.#ending = result));
  }

  /** Resolves when connections are accepted; then the process no longer keeps ours alive. */
  async ready(): Promise<void> {
    const limit = 60_000;
    const settled = await waitUntil(() => this.#ending !== undefined || this.#acceptsConnections(), limit);
    if (settled && this.#ending === undefined) return this.#child.unref();

    const reason = this.#ending?.reason ?? `it was not ready after ${limit / 1000} seconds`;
    await this.stop();
    throw new PostgresStartError(reason, lastLinesOfFile(this.#home.log));
  }

  /** Ends all sessions and waits until the process is gone; harder after every five seconds in which it is not. */
  async stop(): Promise<void> {
    this.#child.ref();
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (this.#ending !== undefined) return;
      this.#child.kill(signal);
      if (await waitUntil(() => this.#ending !== undefined, 5_000)) return;
    }
  }

  // The server writes its state to its pid file: no need to guess from its log or to try the port, which may be another's.
  #acceptsConnections(): boolean {
    try {
      const lines = readFileSync(join(this.#home.data, 'postmaster.pid'), 'utf8').split('\n');
      return lines[0] === String(this.#child.pid) && lines[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }
}

/** Detached, so that Ctrl-C reaches the application alone, which can then finish its work and stop the server. */
function launch(programs: Programs, home: Home, port: number): ChildProcess {
  const settings = { ...SETTINGS, ...(home.kept ? {} : THROW_AWAY) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(home.log, 'w', 0o600);
  try {
    const options: ProgramOptions = { stdio: ['ignore', log, log], cwd: home.path, detached: true };
    return run(programs, 'postgres', ['-D', home.data, '-p', String(port), ...args], options);
  } finally {
    closeSync(log);
  }
}
