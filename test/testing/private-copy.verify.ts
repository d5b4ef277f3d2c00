import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { closedDirectory, scratchDirectory } from './scratch.ts';
import { runScript, Script, until } from './script.ts';
import { isRoot } from './somebody.ts';
import { expectSuccess, privateRoot, START_AND_STOP } from './start-and-stop.ts';

test.skipIf(!isRoot)(
  'root starts servers from a checkout that only root can enter, from one copy',
  async () => {
    const project = install(closedDirectory());
    const env = { TMPDIR: scratchDirectory() };
    const start = () => runScript(START_AND_STOP, { project, cwd: project, env });

    // At once, and on a machine that has no copy yet.
    const results = await Promise.all([start(), start(), start()]);

    results.forEach(expectSuccess);
    const copies = readdirSync(privateRoot(env.TMPDIR));
    const { ino } = statSync(join(privateRoot(env.TMPDIR), String(copies[0])));
    expectSuccess(await start());
    expect(copies).toEqual([expect.stringMatching(/^binaries-/)]);
    expect(readdirSync(privateRoot(env.TMPDIR))).toEqual(copies);
    expect(statSync(join(privateRoot(env.TMPDIR), String(copies[0]))).ino).toBe(ino);
    expect(statSync(project).mode & 0o777).toBe(0o700);
  },
);

test.skipIf(!isRoot)('a copy of the binaries that lost a file is not used again', async () => {
  const project = install(closedDirectory());
  const env = { TMPDIR: scratchDirectory() };
  expectSuccess(await runScript(START_AND_STOP, { project, env }));
  const [copy] = readdirSync(privateRoot(env.TMPDIR));
  rmSync(join(privateRoot(env.TMPDIR), String(copy), 'native/share/postgresql/postgres.bki'));

  expectSuccess(await runScript(START_AND_STOP, { project, env }));

  expect(entries(env.TMPDIR)).toHaveLength(2);
});

test.skipIf(!isRoot)(
  'a process killed while it copies the binaries leaves nothing that is taken for a copy',
  async () => {
    const project = install(closedDirectory());
    const env = { TMPDIR: scratchDirectory() };
    await using killed = new Script(START_AND_STOP, { project, env });
    await until('a copy', () => entries(env.TMPDIR).find(name => name.startsWith('copy-')));
    killed.child.kill('SIGKILL');
    await killed.result();

    expectSuccess(await runScript(START_AND_STOP, { project, env }));

    expect(entries(env.TMPDIR)).toEqual([expect.stringMatching(/^binaries-/)]);
  },
);

function entries(temporary: string): string[] {
  return existsSync(privateRoot(temporary)) ? readdirSync(privateRoot(temporary)) : [];
}
