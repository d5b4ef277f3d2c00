import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as mikro from '@mikro-orm/postgresql';
import pg from 'pg';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import * as domain from '../domain/index.ts';
import * as entities from '../entities/index.ts';
import * as selfsame from '../src/index.ts';
import * as testing from '../src/testing/index.ts';
import { testDatabase } from './support/database.ts';
import { repository } from './support/repository.ts';
import { promisedSql, type Snippet, snippets } from './support/snippets.ts';

const workspace = join(repository, '.selfsame/docs');
const built = join(repository, '.selfsame/docs-built');
const all = snippets();

/** What a snippet may use without importing it. */
const given: readonly [from: string, names: readonly string[]][] = [
  ['../../dist/entities/index.js', Object.keys(entities)],
  ['../../dist/domain/index.js', Object.keys(domain)],
  ['@mikro-orm/decorators/legacy', ['ReflectMetadataProvider']],
  ['pg', ['default as pg']],
  [
    'selfsame',
    [
      ...Object.keys(selfsame).filter(name => name.endsWith('Error') && !(name in mikro)),
      'checkDatabase',
      'concat',
      'copyOf',
      'decrement',
      'defineConfig',
      'findingText',
      'greatest',
      'increment',
      'least',
      'now',
      'outcomeOf',
      'toggle',
      'deliverEvents',
      'EntityManager',
      'LockMode',
      'MikroORM',
      'operation',
      'OutboxEvent',
      'relayEvents',
      'sql',
      'type Rel',
      'type Opt',
    ],
  ],
  [
    'selfsame/testing',
    [
      ...Object.keys(testing).filter(name => name !== 'PostgresServer'),
      'type DatabaseAddress',
      'type PostgresServer',
    ],
  ],
];

beforeAll(async () => {
  for (const directory of [workspace, built]) await rm(directory, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
  const compilerOptions = {
    rootDir: '.',
    outDir: built,
    noUnusedLocals: false,
    noUnusedParameters: false,
    composite: false,
    incremental: false,
  };
  await writeFile(
    join(workspace, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }),
  );
  await Promise.all(
    all.map((snippet, index) => writeFile(join(workspace, `${index}.ts`), moduleOf(snippet))),
  );
});

test('every snippet compiles', async () => {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');

  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', workspace]).catch(
    (error: { stdout: string }) => error,
  );

  expect(stdout).toBe('');
});

describe('every snippet runs, and sends the SQL that it says', () => {
  const db = testDatabase();

  test.each(all.map((snippet, index) => ({ ...snippet, index })))('$at', async ({ index, ...snippet }) => {
    const { default: run } = (await import(pathToFileURL(join(built, `${index}.js`)).href)) as {
      default: (scene: object) => Promise<void>;
    };
    const { orm, url: clientUrl } = db;
    await orm.schema.clear();
    await furnish(orm);

    const template = inject('selfsame');
    const server = await testing.startPostgres({ env: { DATABASE_URL: template.url } });
    const scene = { orm, em: orm.em.fork(), clientUrl, server, template };
    const sent = await statementsOf(() => run(scene));

    const promised = promisedSql(snippet);
    if (promised.length === 0) return;
    // The catalogue is asked once in a process.
    const shown = sent.filter(sql => !sql.startsWith('/* once in a process */'));
    expect(shown).toEqual(promised.map(pattern => expect.stringMatching(pattern)));
  });
});

test('every error code has a heading in docs/errors.md, and every heading is a code', async () => {
  const text = await readFile(join(repository, 'docs/errors.md'), 'utf8');
  const headings = [...text.matchAll(/^## (SELFSAME_\w+)$/gm)].map(match => String(match[1]));

  expect(headings.toSorted()).toEqual(codesOf({ ...selfsame, ...testing }));
});

test('every class for an SQLSTATE has a heading in docs/errors.md, and every such heading is a class', async () => {
  const text = await readFile(join(repository, 'docs/errors.md'), 'utf8');
  const headings = [...text.matchAll(/^## (\w+Error) \(.*\d.*\)$/gm)].map(match => String(match[1]));
  const classes = Object.entries(selfsame).filter(
    ([name, value]) => !(name in mikro) && isSubclass(value, selfsame.DriverException) && !hasCode(value),
  );

  expect(headings.toSorted()).toEqual(classes.map(([name]) => name).toSorted());
});

function isSubclass(value: unknown, type: { prototype: object }): boolean {
  return typeof value === 'function' && value.prototype instanceof (type as never);
}

/** Whether it has a code of ours in place of the SQLSTATE, and by that a heading. */
function hasCode(type: unknown): boolean {
  return String(type).includes('SELFSAME_');
}

/** The codes of every exported error class, read from instances made without their constructors' arguments. */
function codesOf(exported: object): string[] {
  return Object.values(exported)
    .filter(
      value =>
        typeof value === 'function' &&
        value.prototype instanceof Error &&
        String(value).includes('SELFSAME_'),
    )
    .map(type => {
      const source = String(type);
      return (
        /'(SELFSAME_\w+)'|"(SELFSAME_\w+)"/.exec(source)?.slice(1).find(Boolean) ?? `no code in ${type.name}`
      );
    })
    .toSorted();
}

function moduleOf({ code }: Snippet): string {
  const imports = code.match(/^import .*?;$/gms) ?? [];
  const own = imports.join(' ');
  const isOwn = (name: string) => new RegExp(`\\b${name.replace(/type |default as /, '')}\\b`).test(own);
  const preamble = given.map(
    ([from, names]) => `import { ${names.filter(name => !isOwn(name)).join(', ')} } from '${from}';`,
  );
  const scene = ['orm', 'em', 'clientUrl', 'server', 'template'].filter(
    name => !new RegExp(`(const|let|using) ${name}\\b`).test(code),
  );
  const body = imports.reduce((rest, statement) => rest.replace(statement, ''), code);
  return [
    ...preamble,
    ...imports,
    'type Scene = { orm: MikroORM; em: EntityManager; clientUrl: string; server: PostgresServer; template: DatabaseAddress };',
    `export default async function ({ ${scene.join(', ')} }: Scene): Promise<void> {`,
    body.replaceAll(/^export default /gm, 'void '),
    '}',
  ].join('\n');
}

/** One film with one show of four seats, and two customers. */
async function furnish(orm: selfsame.MikroORM): Promise<void> {
  const { Customer, Film, Seat, Show } = entities;
  const facts = {
    releasedOn: '1979-05-25',
    rating: 'R',
    runningTime: 117,
    director: null,
    distributor: null,
  } as const;
  const show = new Show(new Film({ title: 'Alien', ...facts }), new Date('2030-01-01T20:00:00Z'), 950, 4);
  const seats = [1, 2, 3, 4].map(number => new Seat(show, number, 'A', 950));
  await orm.em
    .fork()
    .persist([show, ...seats, new Customer('ada@example.com', 'Ada')])
    .flush();
}

async function statementsOf(run: () => Promise<void>): Promise<string[]> {
  const sent: string[] = [];
  const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    sent.push(typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text);
    return query.apply(this, args);
  } as never);
  const asserted = vi
    .spyOn(console, 'assert')
    .mockImplementation((holds, ...data) => expect(holds, String(data)).toBe(true));
  await run().finally(() => [spy, asserted].forEach(mock => mock.mockRestore()));
  return sent.filter(sql => !sql.includes('pg_database')).flatMap(statementsIn);
}

/** The statements of a message: BEGIN goes out with the first of a transaction, and the question for its id after it. */
function statementsIn(message: string): string[] {
  const [, begin, rest = ''] = /^(?:(begin|start transaction[^;]*); )?([^]*)$/.exec(message) ?? [];
  const own = rest.replace(/\n;select pg_current_xact_id_if_assigned\(\)::text$/, '');
  return begin === undefined ? [own] : [begin, own];
}
