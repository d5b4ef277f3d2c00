import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repository } from '../support/repository.ts';

interface StartSettings {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** `npm start` in a directory of its own. */
export class Started {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | NodeJS.Signals>;
  readonly #began = performance.now();
  output = '';

  constructor(directory: string, { args = [], env = {} }: StartSettings = {}) {
    const { DATABASE_URL: _, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [join(repository, 'dist/app/start.js'), ...args], {
      cwd: directory,
      env: { ...inherited, PORT: '0', ...env },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => (this.output += String(text)));
    }
    this.#exit = once(this.#child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Waits until `text` is printed, and returns how many milliseconds after the start that was. */
  async printed(text: string): Promise<number> {
    const ended = this.#exit.then(code => `ended with ${code}`);
    while (!this.output.includes(text)) {
      const tick = delay(20, undefined);
      const end = await Promise.race([ended, tick]);
      if (end && !this.output.includes(text))
        throw new Error(`"${text}" was never printed; ${end}:\n${this.output}`);
    }
    return performance.now() - this.#began;
  }

  /** Waits until the page is served, and returns how many milliseconds after the start that was. */
  async open(): Promise<number> {
    await this.printed('Ctrl-C stops it');
    const response = await fetch(this.url);
    if (!response.ok) throw new Error(`The page is ${response.status}.`);
    return performance.now() - this.#began;
  }

  get url(): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.output)?.[0] ?? '';
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  ended(): Promise<number | NodeJS.Signals> {
    return this.#exit;
  }
}

/** A directory that a server which runs as nobody may enter. */
export class StartDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'selfsame-start-'));

  constructor() {
    chmodSync(this.path, 0o755);
  }

  start(settings: StartSettings = {}): Started {
    return new Started(this.path, settings);
  }

  /** The processes that run on this directory. */
  processes(): string[] {
    const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
    return all.filter(line => line.includes(this.path));
  }

  /** Removes the directory; fails when a process is left on it. */
  [Symbol.dispose](): void {
    const left = this.processes();
    if (left.length > 0) throw new Error(`Processes are left: ${left.join('; ')}`);
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
