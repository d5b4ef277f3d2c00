import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type PostgresServer } from '../src/testing/index.ts';
import { repositoryRoot } from './repository-root.ts';
import { type RunningServer } from './server.ts';

interface Started {
  readonly server: RunningServer;
  readonly postgres: PostgresServer;
  /** The port that was asked for. */
  readonly wanted: number;
}

/** Says what runs, where, and what can be done with it. */
export function announce({ server, postgres, wanted }: Started): void {
  const taken = wanted !== 0 && wanted !== server.port;
  const lines = [
    `selfsame ${version()} · node ${process.versions.node} · PostgreSQL ${postgres.version} (${origin(postgres)})`,
    ...(taken ? [`Port ${wanted} is taken; this is the next that is free.`] : []),
    '',
    `  The box office is open: ${server.url}`,
    '',
    'Ctrl-C stops it. Begin again with new data: npm start -- --fresh',
    ...(postgres.embedded
      ? ['A database of your own: DATABASE_URL=postgresql://user:password@host/db npm start']
      : []),
  ];
  console.log(lines.join('\n'));
}

function origin({ embedded, startedIn }: PostgresServer): string {
  return embedded ? `embedded, started in ${(startedIn / 1000).toFixed(1)} s` : 'your own, from DATABASE_URL';
}

function version(): string {
  const text = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
