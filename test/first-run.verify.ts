import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { repository } from './support/repository.ts';

const execute = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const cleanUp: (() => Promise<unknown>)[] = [];

/** Somebody on a machine: who they are, which npm they have, where they put the clone. */
interface Person {
  readonly uid?: number;
  readonly npm: readonly string[];
  readonly parent: string;
}

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** A clean copy of what a clone holds, owned by the person, in a directory that only they can enter. */
async function clone({ uid, parent }: Person): Promise<string> {
  const home = await mkdtemp(join(parent, 'selfsame-clone-'));
  cleanUp.push(() => rm(home, { recursive: true, force: true }));
  await chmod(home, 0o700);
  const checkout = join(home, 'selfsame');
  const { stdout } = await execute('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(checkout, file)), { recursive: true });
    await copyFile(join(repository, file), join(checkout, file));
  }
  if (uid !== undefined) await execute('chown', ['-R', `${uid}:${uid}`, home]);
  return checkout;
}

/** Runs a command as the person would, with nothing of this run's environment but the path. */
function as(person: Person, checkout: string, command: readonly string[]): ChildProcess {
  const own = {
    HOME: dirname(checkout),
    TMPDIR: dirname(checkout),
    PORT: '0',
    npm_config_cache: join(dirname(checkout), '.npm'),
  };
  const env = { PATH: pathWithoutRepository(), LANG: 'C.UTF-8', ...own };
  const identity = person.uid === undefined ? {} : { uid: person.uid, gid: person.uid };
  const [file = '', ...args] = command;
  return spawn(file, args, {
    cwd: checkout,
    env,
    ...identity,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

const pathWithoutRepository = () =>
  (process.env['PATH'] ?? '')
    .split(':')
    .filter(directory => !directory.includes('node_modules'))
    .join(':');

/** Everything the child prints, and a promise of the first match of `pattern` in it. */
function output(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  let printed = '';
  const read = (chunk: Buffer) => {
    printed += chunk.toString();
    const match = pattern.exec(printed);
    if (match) resolve(match);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.on('exit', code => reject(new Error(`exited with ${code} after printing:\n${printed}`)));
  return promise;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('exit', resolve);
  return promise;
}

/** Starts the application, reads its page, and stops it as Ctrl-C does; answers with the seconds until the page was up. */
async function firstPage(person: Person, checkout: string): Promise<number> {
  const startedAt = performance.now();
  const application = as(person, checkout, [...person.npm, 'start']);
  const [, url = ''] = await output(application, /(http:\/\/127\.0\.0\.1:\d+)/);
  const page = await fetch(url);
  const seconds = (performance.now() - startedAt) / 1000;

  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
  process.kill(-(application.pid ?? 0), 'SIGINT');
  await ended(application);
  return seconds;
}

const persons: readonly [who: string, person: Person, runs: boolean][] = [
  [
    'root, in a directory that only root can enter',
    { npm: ['npm'], parent: isRoot ? homedir() : tmpdir() },
    isRoot,
  ],
  ['another user', { npm: ['npm'], parent: tmpdir(), ...(isRoot ? { uid: 65_533 } : {}) }, true],
];

for (const [who, , runs] of persons)
  if (!runs) console.log(`not tested, because this run is not root's: ${who}`);

test.for(persons.filter(([, , runs]) => runs))(
  'two commands bring the page up for %s',
  async ([, person]) => {
    const checkout = await clone(person);

    expect(await ended(as(person, checkout, [...person.npm, 'ci']))).toBe(0);
    const first = await firstPage(person, checkout);
    const second = await firstPage(person, checkout);

    console.log(`page up after ${first.toFixed(1)} s, and after ${second.toFixed(1)} s the second time`);
    expect(first).toBeLessThan(60);
    expect(second).toBeLessThan(10);
  },
);

test('npm 12, which blocks install scripts, installs what the tests need', async () => {
  const person: Person = { npm: [], parent: tmpdir() };
  const checkout = await clone(person);
  // npm 12 itself needs a newer Node than the machine may have: the project's own.
  await cp(join(repository, 'node_modules/node/bin/node'), join(dirname(checkout), 'bin/node'));
  await execute('npm', ['install', '--prefix', join(dirname(checkout), 'npm12'), '--no-save', 'npm@12']);
  const npm12 = [
    join(dirname(checkout), 'bin/node'),
    join(dirname(checkout), 'npm12/node_modules/npm/bin/npm-cli.js'),
  ];

  expect(await ended(as(person, checkout, [...npm12, '--version']))).toBe(0);
  expect(await ended(as(person, checkout, [...npm12, 'ci']))).toBe(0);
  const started = as(person, checkout, ['node_modules/.bin/node', 'tools/preflight.mjs']);
  expect(await ended(started)).toBe(0);
});
