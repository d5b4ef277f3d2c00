import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { builtTesting } from './installation.ts';

export interface ScriptOptions {
  /** The project whose `selfsame/testing` the script uses; this repository unless given. */
  readonly project?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly node?: string;
}

export interface Result {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** A process of its own that runs a few lines which use `testing`, the built `selfsame/testing`. */
export class Script implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #lines: string[] = [];
  #errors = '';
  readonly #closed: Promise<unknown>;

  constructor(body: string, options: ScriptOptions = {}) {
    const source = `import * as testing from ${JSON.stringify(builtTesting(options.project))};\n${body}`;
    this.child = spawn(options.node ?? process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, DATABASE_URL: undefined, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    this.#closed = once(this.child, 'close');
    this.child.stderr?.on('data', chunk => (this.#errors += chunk));
    if (this.child.stdout) createInterface(this.child.stdout).on('line', line => this.#lines.push(line));
  }

  /** Resolves when the script printed a line that starts with `start`. */
  async line(start: string): Promise<string> {
    return await until(`${start} in ${JSON.stringify(this.#lines)} ${this.#errors}`, () =>
      this.#lines.find(line => line.startsWith(start)),
    );
  }

  async result(): Promise<Result> {
    await this.#closed;
    return { code: this.child.exitCode, lines: this.#lines, errors: this.#errors };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#closed;
  }
}

/** Runs a script to its end. */
export async function runScript(body: string, options?: ScriptOptions): Promise<Result> {
  await using script = new Script(body, options);
  return await script.result();
}

/** Waits until `find` finds something. */
export async function until<T>(what: string, find: () => T | undefined | false): Promise<T> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** The processes whose command line names `text`. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && commandLine(name).includes(text))
    .map(Number);
}

function commandLine(pid: string): string {
  const path = `/proc/${pid}/cmdline`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
