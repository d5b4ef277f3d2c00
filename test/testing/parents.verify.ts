import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { startPostgres } from '../../src/testing/index.ts';
import { scratchDirectory } from './scratch.ts';
import { processesNaming, runScript, Script, until } from './script.ts';

const linux = process.platform === 'linux';
if (!linux) console.log('skipped: what happens to servers of killed processes is read from /proc');

const START = `
  const server = await testing.startPostgres({ directory: process.env.KEPT });
  console.log('started ' + server.url);
`;
const UNTIL_TERMINATED = `${START}
  const waiting = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => {
    clearInterval(waiting);
    server.stop();
  });
  console.log('waits for SIGTERM');
`;
const UNTIL_KILLED = `${START} setInterval(() => {}, 1000);`;

test.skipIf(!linux)('the next start stops the server of a killed process and removes its files', async () => {
  const TMPDIR = scratchDirectory();
  await using killed = new Script(UNTIL_KILLED, { env: { TMPDIR } });
  await killed.line('started');
  killed.child.kill('SIGKILL');
  await killed.result();
  expect(processesNaming(TMPDIR)).not.toEqual([]);

  const { code } = await runScript(`${START} await server.stop();`, { env: { TMPDIR } });

  expect(code).toBe(0);
  expect(processesNaming(TMPDIR)).toEqual([]);
  expect(filesOfServers(TMPDIR)).toEqual([]);
});

test('a start leaves the servers of living processes alone', async () => {
  const TMPDIR = scratchDirectory();
  await using living = new Script(UNTIL_TERMINATED, { env: { TMPDIR } });
  const DATABASE_URL = (await living.line('started')).replace('started ', '');

  await runScript(`${START} await server.stop();`, { env: { TMPDIR } });

  const server = await startPostgres({ env: { DATABASE_URL } });
  expect(server.version).toMatch(/\d/);
  await living.line('waits for SIGTERM');
  living.child.kill('SIGTERM');
  expect(await living.result()).toMatchObject({ code: 0, errors: '' });
});

test.skipIf(!linux)(
  'kept data survives the kill of its process, and the server left on it is stopped',
  async () => {
    const KEPT = join(scratchDirectory(), 'kept');
    await using killed = new Script(
      `${START}
     await testing.createTemplate(server, async url => console.log('database ' + new URL(url).pathname));
     setInterval(() => {}, 1000);`,
      { env: { KEPT } },
    );
    const name = (await killed.line('database')).split('/')[1];
    killed.child.kill('SIGKILL');
    await killed.result();
    const orphans = processesNaming(`${KEPT}/data`);

    const { lines, errors } = await runScript(
      `${START}
     const clone = await testing.cloneDatabase({ url: server.url, name: '${name}' });
     console.log('cloned');
     await server.stop();`,
      { env: { KEPT } },
    );

    expect(errors).toBe('');
    expect(lines).toContain('cloned');
    expect(orphans).toHaveLength(1);
    expect(processesNaming(`${KEPT}/data`)).toEqual([]);
  },
);

test.skipIf(!linux)(
  'a process killed while it makes the data leaves nothing that is taken for data',
  async () => {
    const KEPT = join(scratchDirectory(), 'kept');
    await using killed = new Script(UNTIL_KILLED, { env: { KEPT } });
    await until(
      'initdb',
      () => existsSync(KEPT) && readdirSync(KEPT).some(name => /^draft-[^-]+$/.test(name)),
    );
    process.kill(-Number(killed.child.pid), 'SIGKILL');
    await killed.result();
    expect(existsSync(join(KEPT, 'data'))).toBe(false);

    const { code, errors } = await runScript(`${START} await server.stop();`, { env: { KEPT } });

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(readdirSync(KEPT).toSorted()).toEqual(['data', 'log', 'password']);
  },
);

test('a process that fails with a server running ends with its own exit code', async () => {
  const env = { TMPDIR: scratchDirectory() };
  const [thrown, set, stopped] = await Promise.all([
    runScript(`${START} throw new Error('on purpose');`, { env }),
    runScript(`${START} process.exitCode = 3;`, { env }),
    runScript(`${START} await server.stop(); process.exitCode = 4;`, { env }),
  ]);
  await runScript(`${START} await server.stop();`, { env });

  expect([thrown.code, set.code, stopped.code]).toEqual([1, 3, 4]);
});

test.skipIf(!linux)('Ctrl-C reaches the process, which then stops its server', async () => {
  const TMPDIR = scratchDirectory();
  await using script = new Script(
    `${START}
     process.once('SIGINT', async () => {
       const again = await testing.startPostgres({ env: { DATABASE_URL: server.url } });
       console.log('still running ' + again.version);
       await server.stop();
       process.exit(130);
     });
     setInterval(() => {}, 1000);
     console.log('handles SIGINT');`,
    { env: { TMPDIR } },
  );
  await script.line('handles SIGINT');

  process.kill(-Number(script.child.pid), 'SIGINT');

  const { code, lines } = await script.result();
  expect(code).toBe(130);
  expect(lines).toContainEqual(expect.stringContaining('still running'));
  expect(processesNaming(TMPDIR)).toEqual([]);
  expect(filesOfServers(TMPDIR)).toEqual([]);
});

test.skipIf(!linux)(
  'a pid that belongs to another process now proves neither an owner nor a server',
  async () => {
    const TMPDIR = scratchDirectory();
    await using bystander = new Script(`setInterval(() => {}, 1000); console.log('waiting');`);
    await bystander.line('waiting');
    await using living = new Script(UNTIL_KILLED, { env: { TMPDIR } });
    await living.line('started');

    // As the living server's directory, but of an owner that had the same pid and started at another time.
    const home = String(filesOfServers(TMPDIR).find(name => /server-[^/]+$/.test(name)));
    const forged = join(TMPDIR, home.replace(/(server-\d+-)\d+/, '$11'));
    mkdirSync(join(forged, 'data'), { recursive: true });
    writeFileSync(join(forged, 'data/postmaster.pid'), `${bystander.child.pid}\n${forged}/data\n`);
    await runScript(`${START} await server.stop();`, { env: { TMPDIR } });

    expect(existsSync(forged)).toBe(false);
    expect(existsSync(join(TMPDIR, home))).toBe(true);
    expect(bystander.child.exitCode ?? bystander.child.signalCode).toBe(null);
    await removeServers(TMPDIR, living);
  },
);

test('of processes that start on the same data at once, one gets it and the others learn who has it', async () => {
  const KEPT = join(scratchDirectory(), 'kept');
  const body = `
    try {
      const server = await testing.startPostgres({ directory: process.env.KEPT });
      process.once('SIGTERM', () => server.stop().then(() => process.exit()));
      console.log('started');
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log('refused', error.code, error.pid);
    }`;
  const callers = [1, 2, 3].map(() => new Script(body, { env: { KEPT } }));

  const answers = await Promise.all(
    callers.map(caller => Promise.race([caller.line('started'), caller.line('refused')])),
  );

  const winner = callers[answers.indexOf('started')];
  winner?.child.kill('SIGTERM');
  await Promise.all(callers.map(caller => caller.result()));
  expect(answers.filter(answer => answer === 'started')).toHaveLength(1);
  expect(
    answers.filter(answer => answer === `refused SELFSAME_POSTGRES_IN_USE ${winner?.child.pid}`),
  ).toHaveLength(2);
});

/** Kills the process of `owner` and lets the next start clean up after it. */
async function removeServers(TMPDIR: string, owner: Script): Promise<void> {
  owner.child.kill('SIGKILL');
  await owner.result();
  await runScript(`${START} await server.stop();`, { env: { TMPDIR } });
}

function filesOfServers(temporary: string): string[] {
  return readdirSync(temporary, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.includes('server-'),
  );
}
