import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { repository } from './repository.ts';

const execute = promisify(execFile);

/** How this machine reaches the registry is the machine's, not the person's. */
const { stdout: authorities } = await execute('npm', ['config', 'get', 'cafile']);

/** A process that was started, and everything that it has printed. */
export interface Running {
  readonly process: ChildProcess;
  /** The first match of `pattern` in what it prints; fails when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it has ended, however it did. */
  readonly end: Promise<unknown>;
  /** Everything that it printed; fails unless it ends with code 0. */
  ended(): Promise<string>;
}

/** Somebody with a machine of their own: a clean clone in a directory that only they can enter, and nothing else of ours. */
export class Somebody implements AsyncDisposable {
  private constructor(
    readonly checkout: string,
    readonly uid: number | undefined,
  ) {}

  /** Clones into a new directory in `parent`. The person is the user of this run, or `uid` when that is root. */
  static async in(parent: string, uid?: number): Promise<Somebody> {
    const home = await mkdtemp(join(parent, 'selfsame-clone-'));
    await chmod(home, 0o700);
    const checkout = join(home, 'selfsame');
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const { stdout } = await execute('git', list, { cwd: repository });
    for (const file of stdout.split('\0').filter(Boolean)) {
      await mkdir(dirname(join(checkout, file)), { recursive: true });
      await copyFile(join(repository, file), join(checkout, file));
    }
    if (uid !== undefined) await execute('chown', ['-R', `${uid}:${uid}`, home]);
    return new Somebody(checkout, uid);
  }

  /** Runs a command in the clone as this person would, in a process group of its own. */
  run(file: string, ...args: string[]): Running {
    const home = dirname(this.checkout);
    const searched = (process.env['PATH'] ?? '')
      .split(':')
      .filter(directory => !directory.includes('node_modules'));
    const env = {
      PATH: searched.join(':'),
      HOME: home,
      TMPDIR: home,
      PORT: '0',
      npm_config_cache: join(home, '.npm'),
      ...(authorities.trim() === 'null' ? {} : { npm_config_cafile: authorities.trim() }),
    };
    const identity = this.uid === undefined ? {} : { uid: this.uid, gid: this.uid };
    return running(
      spawn(file, args, {
        cwd: this.checkout,
        env,
        ...identity,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(dirname(this.checkout), { recursive: true, force: true });
  }
}

function running(child: ChildProcess): Running {
  const end = Promise.withResolvers<number | null>();
  const chunks = new EventTarget();
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      chunks.dispatchEvent(new Event('chunk'));
    });
  child.on('close', end.resolve);
  child.on('error', end.reject);

  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const match = Promise.withResolvers<RegExpExecArray>();
    const look = () => {
      const found = pattern.exec(output);
      if (found) match.resolve(found);
    };
    chunks.addEventListener('chunk', look);
    look();
    void end.promise.then(code =>
      match.reject(new Error(`ended with ${code} and never printed ${pattern}:\n${output}`)),
    );
    return match.promise;
  };
  const ended = async (): Promise<string> => {
    const code = await end.promise;
    if (code !== 0) throw new Error(`ended with ${code}:\n${output}`);
    return output;
  };
  return { process: child, printed, end: end.promise, ended };
}
