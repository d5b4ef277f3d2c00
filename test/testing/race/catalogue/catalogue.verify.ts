import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../../src/testing/index.ts';
import { CatalogueDatabase } from './catalogue-database.ts';
import { type Cell, cellsOf, explore } from './explore.ts';
import { found, foundReduced, reducedPart } from './found.ts';
import { installedVersion, startInstalled } from './installed-server.ts';
import { scenarios } from './scenarios.ts';

const PASSES = 2;

const cells = scenarios.flatMap(cellsOf);
const installed = installedVersion();
const servers: readonly { readonly name: string; start(): Promise<PostgresServer> }[] = [
  { name: 'the embedded PostgreSQL', start: () => startPostgres({ env: {} }) },
  ...(installed ? [{ name: `PostgreSQL ${installed}`, start: () => startInstalled(installed) }] : []),
  ...(process.env['DATABASE_URL'] ? [{ name: 'DATABASE_URL', start: () => startPostgres() }] : []),
];

if (servers.length === 1)
  console.log('On one PostgreSQL only: none is in /usr/lib/postgresql, and DATABASE_URL names none.');

describe.each(servers)('on $name', ({ start }) => {
  let server: PostgresServer;
  let database: CatalogueDatabase;
  beforeAll(async () => {
    server = await start();
    database = await CatalogueDatabase.on(server.url);
    console.log(`PostgreSQL ${server.version}`);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
    await server.stop();
  });

  test('all schedules show what the reduced ones do', async () => {
    const lines = await each(async cell => {
      const reduced = await explore(database.orm, cell, 'reduced');
      return found(await explore(database.orm, cell, 'exhaustive'), reduced);
    });

    expect(lines).toEqual(cells.map(cell => line(cell, cell.expected)));
  });

  test.for(Array.from({ length: PASSES }, (_, index) => index + 1))('pass %i finds the same', async () => {
    const lines = await each(async cell => foundReduced(await explore(database.orm, cell, 'reduced')));

    expect(lines).toEqual(cells.map(cell => line(cell, reducedPart(cell.expected))));
  });
});

async function each(look: (cell: Cell) => Promise<string>): Promise<string[]> {
  const lines: string[] = [];
  for (const cell of cells) lines.push(line(cell, await look(cell)));
  return lines;
}

function line({ name }: Cell, text: string): string {
  return `${name}: ${text}`;
}
